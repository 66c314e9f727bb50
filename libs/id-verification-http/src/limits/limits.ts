/**
 * How much one caller may do; an absent number is without a limit.
 *
 * @publicApi
 */
export interface Limits {
  /** Requests with one API key in a minute, in one process. */
  readonly requestsPerKeyPerMinute?: number | undefined;
  /** Starts of verifications with one API key in an hour, in all processes. */
  readonly startsPerKeyPerHour?: number | undefined;
  /** Starts of verifications for one user in an hour, in all processes. */
  readonly startsPerUserPerHour?: number | undefined;
  /** A secret, by which users are hashed before they are counted. */
  readonly hashKey: string;
}

/** Injects the {@link Limits}. */
export const LIMITS = Symbol('LIMITS');
