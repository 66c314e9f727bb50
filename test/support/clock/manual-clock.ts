import type { Clock } from 'nestjs-id-verification';

/** A clock that a test moves, for statements as well as for waiting. */
export class ManualClock implements Clock {
  private time = new Date('2026-06-01T12:00:00.000Z').getTime();
  private sleepers: { readonly until: number; readonly wake: () => void }[] = [];

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
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((wake, fail) => {
      const abort = () => fail(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      const awake = () => {
        signal?.removeEventListener('abort', abort);
        wake();
      };
      this.sleepers.push({ until: this.time + milliseconds, wake: awake });
    });
  }

  /** Moves the time and ends every sleep until then. */
  advance(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.sleepers.filter(({ until }) => until <= this.time);
    this.sleepers = this.sleepers.filter(({ until }) => until > this.time);
    for (const { wake } of due) wake();
  }
}
