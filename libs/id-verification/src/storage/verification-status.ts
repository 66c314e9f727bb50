/**
 * Where a verification stands.
 *
 * - `INITIALIZING`: stored, the vendor has not returned a TransactionId yet
 * - `PENDING`: the user can verify; the verdict is open
 * - `REJECTED`: the vendor refused it, or it was not retried; `initialize` may be called again
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
