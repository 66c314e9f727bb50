import { ERROR_CODES, type IdVerificationErrorCode } from 'nestjs-id-verification';
import type { ProblemCode } from '../problems/application-problems.js';

/**
 * What every route that needs a key may respond with.
 *
 * @publicApi
 */
export const BEHIND_A_KEY = [
  'malformed_request',
  'unauthorized',
  'too_many_requests',
  'internal_error',
  'not_ready',
  'storage_unavailable',
] as const satisfies readonly ProblemCode[];

/**
 * What every route that changes something may respond with, and needs a key.
 *
 * @publicApi
 */
export const BEHIND_A_KEY_TO_CHANGE = [
  ...BEHIND_A_KEY,
  'read_only_key',
] as const satisfies readonly ProblemCode[];

/**
 * What a body may be refused for.
 *
 * @publicApi
 */
export const WITH_A_BODY = [
  'invalid_request',
  'request_too_slow',
  'payload_too_large',
  'unsupported_media_type',
] as const satisfies readonly ProblemCode[];

/** Statuses of errors that are about the vendor, or about the way to it. */
const OF_THE_VENDOR: readonly number[] = [429, 502, 503];

/**
 * What a call of the vendor may end with; a code that the library adds is among them by its status.
 *
 * @publicApi
 */
export const OF_A_VENDOR_CALL = codesOfLibrary().filter((code) =>
  OF_THE_VENDOR.includes(ERROR_CODES[code].httpStatus),
);

/**
 * What a route that initializes a verification may respond with, because of the vendor or of an earlier request.
 *
 * @publicApi
 */
export const OF_AN_INITIALIZE: readonly ProblemCode[] = [
  ...OF_A_VENDOR_CALL,
  'parameters_refused',
  'parameters_conflict',
  'verification_ended',
];

function codesOfLibrary(): IdVerificationErrorCode[] {
  const isCode = (text: string): text is IdVerificationErrorCode => Object.hasOwn(ERROR_CODES, text);
  return Object.keys(ERROR_CODES).filter(isCode);
}
