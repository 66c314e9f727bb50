import { IdVerificationError } from '../errors/id-verification.error.js';
import { IdVerificationStorageError, isDataException, UNIQUE_VIOLATION } from './storage.error.js';

/** The error of a vendor response that could not be stored; undefined if the database itself failed. */
export function unusableResponse(
  error: unknown,
  requestId: string | undefined,
): IdVerificationError | undefined {
  if (!(error instanceof IdVerificationStorageError)) return undefined;
  const problem =
    error.sqlState === UNIQUE_VIOLATION
      ? 'an id that belongs to another verification'
      : isDataException(error.sqlState) && 'a response that cannot be stored';
  if (problem === false) return undefined;
  return new IdVerificationError('vendor_response_unreadable', {
    message: `The vendor gave ${problem}`,
    ...(requestId !== undefined && { requestId }),
  });
}
