import { setImmediate as nextTurn } from 'node:timers/promises';
import { TestClock } from 'nestjs-id-verification/testing';

/** Waits up to this length end at once; a longer one is the poll interval of a loop. */
const LONGEST_LEAP_MS = 5_000;

/**
 * A process's clock that only waiting moves: retries and their deadline take no real time, and how fast the machine is
 * changes nothing. Statements and the dates of requests use the real time.
 */
export class LeapingClock extends TestClock {
  override now(): Date {
    return new Date();
  }

  override async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (milliseconds > LONGEST_LEAP_MS) return super.sleep(milliseconds, signal);
    signal?.throwIfAborted();
    this.advance(milliseconds);
    await nextTurn();
  }
}
