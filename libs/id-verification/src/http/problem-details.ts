import { ERROR_CODES } from '../errors/error-codes.js';
import type { IdVerificationError } from '../errors/id-verification.error.js';
import { IdVerificationValidationError, type FieldError } from '../errors/validation.error.js';

/**
 * An error in the format of RFC 9457, without the operator's hint and the vendor's text.
 *
 * @publicApi
 */
export interface ProblemDetails {
  /** The address of the page that describes the kind of problem; the same for every occurrence. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** The vendor's RequestId, if there is one. */
  readonly requestId?: string | undefined;
  /** How long to wait before a retry, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Each violated rule of the request. */
  readonly errors?: readonly FieldError[] | undefined;
}

/** The page of the documentation that has an anchor for each code. */
const ERRORS_PAGE = 'https://OWNER.github.io/REPOSITORY/reference/errors';

/**
 * The `type` of a problem: the address at which the documentation describes its code.
 *
 * @publicApi
 */
export function problemType(code: string): string {
  return `${ERRORS_PAGE}#${code}`;
}

/**
 * Converts an error to RFC 9457, for hosts with their own exception filter.
 *
 * @publicApi
 */
export function toProblemDetails(error: IdVerificationError): ProblemDetails {
  return {
    type: problemType(error.code),
    title: ERROR_CODES[error.code].title,
    status: error.httpStatus,
    detail: error.message,
    code: error.code,
    ...(error.requestId !== undefined && { requestId: error.requestId }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(error instanceof IdVerificationValidationError && { errors: error.errors }),
  };
}
