import { ERROR_CODES } from '../errors/error-codes.js';
import type { IdVerificationError } from '../errors/id-verification.error.js';
import { IdVerificationValidationError, type FieldError } from '../errors/validation.error.js';

/**
 * An error as RFC 9457 describes it. Holds what the caller may know: the operator's hint and the vendor's own text
 * stay out of it.
 *
 * @publicApi
 */
export interface ProblemDetails {
  /** Identifies the kind of problem; the same for every occurrence. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** The vendor's RequestId, where it gave one. */
  readonly requestId?: string | undefined;
  /** How long to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Each broken rule of the request. */
  readonly errors?: readonly FieldError[] | undefined;
}

/**
 * Describes an error as RFC 9457 does, for hosts with an exception filter of their own.
 *
 * @publicApi
 */
export function toProblemDetails(error: IdVerificationError): ProblemDetails {
  return {
    type: `urn:id-verification:problem:${error.code}`,
    title: ERROR_CODES[error.code].title,
    status: error.httpStatus,
    detail: error.message,
    code: error.code,
    ...(error.requestId !== undefined && { requestId: error.requestId }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(error instanceof IdVerificationValidationError && { errors: error.errors }),
  };
}
