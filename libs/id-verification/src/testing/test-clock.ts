import type { Clock } from '../time/clock.js';

/**
 * How long after `initialize` an unfinished verification is known to have expired, in milliseconds: the vendor's 30
 * minutes, and 5 in which a late verdict may still become visible.
 *
 * @publicApi
 */
export const EXPIRED_AFTER_MS = 35 * 60_000;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * A {@link Clock} that a test moves; nothing waits for real time. For the library beside the emulator, override
 * `ID_VERIFICATION_CLOCK` with it and give the emulator `now: () => clock.now().getTime()`, so that both share one time.
 *
 * @publicApi
 */
export class TestClock implements Clock {
  private time: number;
  private readonly sleepers = new Set<Sleeper>();

  constructor(start = new Date('2026-01-01T12:00:00Z')) {
    this.time = start.getTime();
  }

  now(): Date {
    return new Date(this.time);
  }

  monotonic(): number {
    return this.time;
  }

  databaseNow(): Date {
    return this.now();
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const abort = (): void => {
        this.sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        this.sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { until: this.time + milliseconds, wake };
      signal?.addEventListener('abort', abort, { once: true });
      this.sleepers.add(sleeper);
    });
  }

  /** Moves the time forward by so many milliseconds, and ends every sleep until then. */
  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const sleeper of this.sleepers) if (sleeper.until <= this.time) sleeper.wake();
  }
}
