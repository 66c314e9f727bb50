import { setTimeout as delay } from 'node:timers/promises';

/**
 * Where the library gets its time from. Tests override the provider {@link ID_VERIFICATION_CLOCK}, so that they
 * move time instead of waiting for it.
 *
 * @publicApi
 */
export interface Clock {
  /** This process's time; dates requests to the vendor. */
  now(): Date;
  /**
   * Milliseconds of a clock that no correction of the time moves; only differences have a meaning. Every duration is
   * measured with it: the wall clock steps when NTP corrects it or a virtual machine is resumed.
   */
  monotonic(): number;
  /** The time that statements work with; `null` in production, where the database's own clock decides. */
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
 * Where jitter comes from: a number from 0 to 1.
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
