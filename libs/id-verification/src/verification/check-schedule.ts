import { jitteredBackoffMs, type Backoff } from '../time/backoff.js';

/**
 * The scheduled checks of a pending verification, counted from the start of Initialize; a last one follows after the
 * expiry. A callback or a client normally requests the check; the schedule is the fallback if both are lost. It costs
 * at most 5 calls of CheckResult without a check request, none with one.
 */
const CHECK_DELAYS_MS = [2, 5, 10, 20].map((minutes) => minutes * 60_000);

/** The first check, in milliseconds from the vendor's response to Initialize. */
export const FIRST_CHECK_DELAY_MS = 2 * 60_000;

/** The backoff while the vendor cannot be called. */
const BACKOFF: Backoff = { initialDelayMs: 10_000, maxDelayMs: 15 * 60_000 };

/** The delay of a further check after the last scheduled one. */
const FURTHER_CHECK_MS = 5_000;

/** A check this soon after another one is skipped. */
const TOO_SOON_MS = 2_000;

/** The next scheduled check of a verification; the last one is after the expiry and its grace period. */
export function nextPlannedCheck(
  row: { initializeStartedAt: Date; expiresAt: Date },
  now: Date,
  graceMs: number,
): Date {
  const elapsed = now.getTime() - row.initializeStartedAt.getTime();
  const next = CHECK_DELAYS_MS.find((poll) => poll > elapsed + TOO_SOON_MS);
  const end = row.expiresAt.getTime() + graceMs;
  return new Date(
    next === undefined
      ? Math.max(end, now.getTime() + FURTHER_CHECK_MS)
      : row.initializeStartedAt.getTime() + next,
  );
}

/**
 * The next attempt after one without a response, with backoff.
 *
 * @param attempts the number of consecutive attempts without a response
 * @param random from 0 to 1
 */
export function nextRetriedCheck(attempts: number, now: Date, random: number): Date {
  return new Date(now.getTime() + jitteredBackoffMs(BACKOFF, attempts, random));
}
