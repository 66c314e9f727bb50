/**
 * Where a verification stands.
 *
 * - `INITIALIZING`: on record, the vendor has not given a TransactionId yet
 * - `PENDING`: the user can verify; the verdict is open
 * - `REJECTED`: the vendor refused to start it, or nobody came back to start it; may be started again
 * - `PASSED`, `FAILED`, `EXPIRED`: ended, unchanged for ever
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

/** @publicApi */
export type VerificationStatus = (typeof VERIFICATION_STATUSES)[number];

/** Whether a verification with this status will never change again. */
export function isEnded(status: VerificationStatus): boolean {
  return status === 'PASSED' || status === 'FAILED' || status === 'EXPIRED';
}
