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
