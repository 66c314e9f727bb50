/**
 * The status of a verification.
 *
 * - `INITIALIZING`: stored, the vendor has not returned a TransactionId yet
 * - `PENDING`: the user can verify; there is no verdict yet
 * - `REJECTED`: the vendor refused it, or it was not retried; `initialize` may be called again
 * - `PASSED`, `FAILED`, `EXPIRED`: ended; never changes again
 *
 * @publicApi
 */
export const VERIFICATION_STATUSES = [
  'INITIALIZING',
  'PENDING',
  'PASSED',
  'FAILED',
  'EXPIRED',
  'REJECTED',
] as const;

/**
 * One of {@link VERIFICATION_STATUSES}.
 *
 * @publicApi
 */
export type VerificationStatus = (typeof VERIFICATION_STATUSES)[number];

/** The outcome name of each final status. */
export const OUTCOME_OF = {
  PASSED: 'passed',
  FAILED: 'failed',
  EXPIRED: 'expired',
} as const satisfies Partial<Record<VerificationStatus, string>>;

/** A status that never changes again. */
export type FinalStatus = keyof typeof OUTCOME_OF;

export function isEnded(status: VerificationStatus): status is FinalStatus {
  return Object.hasOwn(OUTCOME_OF, status);
}
