import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from 'nestjs-id-verification';

/** The longest that anything waits, in milliseconds. */
const POINT_MS = 20;

/**
 * The time of statements stands still until a test moves it. A poll interval lasts a
 * few milliseconds only. Requests to the vendor are dated by the wall clock, as the vendor demands.
 */
export class DeliveryClock implements Clock {
  private time: number;

  constructor(start = new Date('2026-06-01T12:00:00.000Z')) {
    this.time = start.getTime();
  }

  now(): Date {
    return new Date();
  }

  monotonic(): number {
    return performance.now();
  }

  databaseNow(): Date {
    return new Date(this.time);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await delay(Math.min(milliseconds, POINT_MS), undefined, { signal, ref: false });
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}
