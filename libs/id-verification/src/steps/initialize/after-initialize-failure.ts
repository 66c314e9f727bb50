import { ERROR_CODES } from '../../errors/error-codes.js';
import type { IdVerificationError } from '../../errors/id-verification.error.js';

/**
 * What becomes of a row whose initialize failed:
 *
 * - `reject`: the vendor refused permanently
 * - `release`: the same request may succeed later
 * - `delete`: nothing was sent, so there is nothing to keep
 */
export type AfterInitializeFailure = 'reject' | 'release' | 'delete';

/** @param isNew whether this request inserted the row: the vendor may know one that another request inserted */
export function afterInitializeFailure(error: IdVerificationError, isNew: boolean): AfterInitializeFailure {
  const { afterInitialize } = ERROR_CODES[error.code];
  return afterInitialize === 'delete' && !(isNew && error.nothingSent) ? 'release' : afterInitialize;
}
