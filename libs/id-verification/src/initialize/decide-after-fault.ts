import type { IdVerificationErrorCode } from '../errors/error-codes.js';
import type { IdVerificationError } from '../errors/id-verification.error.js';

/** Codes with which the vendor says that this start will never succeed as it is. */
const REFUSALS: readonly IdVerificationErrorCode[] = [
  'parameters_refused',
  'transaction_invalid',
  'face_not_usable',
  'suspicious_activity',
  'abnormal_calls',
  'permission_denied',
  'account_denied',
  'signature_refused',
  'vendor_refused',
];

/**
 * What becomes of the row when the vendor call failed: `reject` when the vendor refused for good, `release` when
 * the same start may succeed later.
 */
export function decideAfterFault(error: IdVerificationError): 'reject' | 'release' {
  return REFUSALS.includes(error.code) ? 'reject' : 'release';
}
