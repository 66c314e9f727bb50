import { setTimeout as delay } from 'node:timers/promises';

/**
 * The library's clock. Tests override the provider {@link ID_VERIFICATION_CLOCK} to control time instead of waiting.
 *
 * @publicApi
 */
export interface Clock {
  /** This process's wall clock, for the dates of requests to the vendor. */
  now(): Date;
  /**
   * A monotonic clock in milliseconds, for durations: the wall clock steps when NTP corrects it or a virtual machine is
   * resumed.
   */
  monotonic(): number;
  /** The time of statements; `null` in production, where they use the database's clock. */
  databaseNow(): Date | null;
  /** Resolves after this many milliseconds, or rejects when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The injection token of the {@link Clock}.
 *
 * @publicApi
 */
export const ID_VERIFICATION_CLOCK = Symbol('ID_VERIFICATION_CLOCK');

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  databaseNow: () => null,
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};

/**
 * The injection token of the {@link Random} function, the source of jitter.
 *
 * @publicApi
 */
export const ID_VERIFICATION_RANDOM = Symbol('ID_VERIFICATION_RANDOM');

/**
 * Returns a number from 0 to 1, as `Math.random` does.
 *
 * @publicApi
 */
export type Random = () => number;
