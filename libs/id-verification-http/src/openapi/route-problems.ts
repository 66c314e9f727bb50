import { ERROR_CODES, type IdVerificationErrorCode } from 'nestjs-id-verification';
import type { ProblemCode } from '../problems/application-problems.js';

/** What every route that needs a key may respond with. */
export const BEHIND_A_KEY = [
  'malformed_request',
  'unauthorized',
  'too_many_requests',
  'internal_error',
  'not_ready',
  'storage_unavailable',
] as const satisfies readonly ProblemCode[];

/** What a body may be refused for. */
export const WITH_A_BODY = [
  'invalid_request',
  'request_too_slow',
  'payload_too_large',
  'unsupported_media_type',
] as const satisfies readonly ProblemCode[];

/** Statuses of errors that are about the vendor, or about the way to it. */
const OF_THE_VENDOR: readonly number[] = [429, 502, 503];

/** What a call of the vendor may end with; a code that the library adds is among them by its status. */
export const OF_A_VENDOR_CALL = codesOfLibrary().filter((code) =>
  OF_THE_VENDOR.includes(ERROR_CODES[code].httpStatus),
);

function codesOfLibrary(): IdVerificationErrorCode[] {
  const isCode = (text: string): text is IdVerificationErrorCode => Object.hasOwn(ERROR_CODES, text);
  return Object.keys(ERROR_CODES).filter(isCode);
}
