/** An exponential backoff: the delay is doubled with each further failure, up to the longest. */
export interface Backoff {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
}

/** The delay after a number of consecutive failures, from 1, in milliseconds. In SQL: `storage/sql-backoff.ts`. */
export function backoffMs({ initialDelayMs, maxDelayMs }: Backoff, failures: number): number {
  return Math.min(initialDelayMs * 2 ** (failures - 1), maxDelayMs);
}

/**
 * The same delay with equal jitter: what failed together is spread over the second half, and nothing is retried at
 * once.
 *
 * @param random from 0 to 1
 */
export function jitteredBackoffMs(backoff: Backoff, failures: number, random: number): number {
  return Math.round((backoffMs(backoff, failures) * (1 + random)) / 2);
}
