/**
 * When a pending verification is checked without a request, counted from its start. Callbacks and clients that say they
 * are done make it due at once; this is for the case that both got lost. It costs at most one CheckResult a step:
 * 5 for a verification without a check request, 0 beyond the verdict for one with a check request.
 */
const CHECK_DELAYS_MS = [2, 5, 10, 20].map((minutes) => minutes * 60_000);

/** The first check, in milliseconds from the vendor's response to Initialize. */
export const FIRST_CHECK_DELAY_MS = 2 * 60_000;

/** Delays while the vendor cannot be called: doubled from the first to the longest. */
const BACK_OFF = { firstMs: 5_000, mostMs: 15 * 60_000 };

/** A check this soon after another one is left out. */
const TOO_SOON_MS = 2_000;

/** The next check of a user who has not finished; the last one is after the expiry and its grace. */
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
      ? Math.max(end, now.getTime() + BACK_OFF.firstMs)
      : row.initializeStartedAt.getTime() + next,
  );
}

/**
 * The next attempt after one without a response, with jitter so that rows which failed together are not retried
 * together.
 *
 * @param attempts how many tries in a row had no response
 * @param random from 0 to 1
 */
export function nextRetriedCheck(attempts: number, now: Date, random: number): Date {
  const most = Math.min(BACK_OFF.firstMs * 2 ** Math.min(attempts, 20), BACK_OFF.mostMs);
  return new Date(now.getTime() + most / 2 + (most / 2) * random);
}
