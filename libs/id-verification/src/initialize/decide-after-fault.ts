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

/** Codes with which a start is refused here: nothing was tried, and so there is nothing to keep. */
const REFUSED_HERE: readonly IdVerificationErrorCode[] = [
  'credentials_unavailable',
  'invalid_request',
  'quota_exhausted',
  'circuit_open',
];

/** What becomes of a row whose start came to nothing. */
export type AfterFault =
  /** The vendor refused for good. */
  | 'reject'
  /** The same start may succeed later. */
  | 'release'
  /** As if it had never been tried. */
  | 'remove';

/** @param isNew whether this start made the row: a row that another one made may be known to the vendor already */
export function decideAfterFault(error: IdVerificationError, isNew: boolean): AfterFault {
  if (REFUSALS.includes(error.code)) return 'reject';
  const wasTried = !REFUSED_HERE.includes(error.code) && !(error.code === 'aborted' && error.nothingSent);
  return isNew && !wasTried ? 'remove' : 'release';
}
