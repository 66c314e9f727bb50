import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from 'nestjs-id-verification';

/** Waits up to this length end at once; a longer one is the poll interval of a loop, and lasts until it is aborted. */
const LONGEST_LEAP_MS = 5_000;

/**
 * A process's clock that only waiting moves: retries and their deadline take no real time, and how fast the machine is
 * changes nothing. Statements and the dates of requests use the real time.
 */
export class LeapingClock implements Clock {
  private time = 0;

  now(): Date {
    return new Date();
  }

  monotonic(): number {
    return this.time;
  }

  databaseNow(): null {
    return null;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (milliseconds > LONGEST_LEAP_MS) return new Promise((_, reject) => rejectWhenAborted(reject, signal));
    this.time += milliseconds;
    await nextTurn();
  }
}

function rejectWhenAborted(reject: (reason: unknown) => void, signal: AbortSignal | undefined): void {
  signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
}
