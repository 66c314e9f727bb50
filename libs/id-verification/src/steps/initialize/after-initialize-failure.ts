import { ERROR_CODES } from '../../errors/error-codes.js';
import type { IdVerificationError } from '../../errors/id-verification.error.js';

/**
 * What to do with the row of an Initialize that failed:
 *
 * - `reject`: the vendor refused permanently
 * - `release`: the same request may succeed later
 * - `delete`: nothing was sent, so the row is not needed
 */
export type AfterInitializeFailure = 'reject' | 'release' | 'delete';

/** @param isNew whether this request inserted the row; a row of an earlier request may exist at the vendor */
export function afterInitializeFailure(error: IdVerificationError, isNew: boolean): AfterInitializeFailure {
  const { afterInitialize } = ERROR_CODES[error.code];
  return afterInitialize === 'delete' && !(isNew && error.nothingSent) ? 'release' : afterInitialize;
}
