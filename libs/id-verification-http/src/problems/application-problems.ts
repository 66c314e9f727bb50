import {
  ERROR_CODES,
  problemType,
  type IdVerificationErrorCode,
  type ProblemDetails,
} from 'nestjs-id-verification';
import { problem } from './problem.js';

/**
 * A refusal of the host's own, beside those of the library in `ERROR_CODES`.
 *
 * @publicApi
 */
export interface ApplicationProblem {
  readonly httpStatus: number;
  /** Whether the same request may succeed later without any change. */
  readonly retryable: boolean;
  /** One line for a reader; the same for every occurrence. */
  readonly title: string;
  /** What to do about it. */
  readonly detail: string;
}

/**
 * Every problem that the HTTP layer itself responds with. Codes may be added, but never renamed.
 *
 * @publicApi
 */
export const APPLICATION_PROBLEMS = {
  malformed_request: {
    httpStatus: 400,
    retryable: false,
    title: 'The request cannot be read',
    detail: 'Check the address and that the body is valid JSON.',
  },
  unauthorized: {
    httpStatus: 401,
    retryable: false,
    title: 'An API key is needed',
    detail: 'Send one valid key, as `Authorization: Bearer <key>` or in the header `x-api-key`.',
  },
  read_only_key: {
    httpStatus: 403,
    retryable: false,
    title: 'The API key may only read',
    detail: 'Send a key that may change something.',
  },
  route_not_found: {
    httpStatus: 404,
    retryable: false,
    title: 'There is nothing here',
    detail: 'No route has this method and address; /docs lists them.',
  },
  method_not_allowed: {
    httpStatus: 405,
    retryable: false,
    title: 'The method is not allowed',
    detail: 'This address has other methods; /docs lists them.',
  },
  request_too_slow: {
    httpStatus: 408,
    retryable: true,
    title: 'The request took too long to arrive',
    detail: 'Send the whole request at once.',
  },
  payload_too_large: {
    httpStatus: 413,
    retryable: false,
    title: 'The body is too large',
    detail: 'A body may have up to 64 kB.',
  },
  address_too_long: {
    httpStatus: 414,
    retryable: false,
    title: 'The address is too long',
    detail: 'Shorten the path or the query.',
  },
  unsupported_media_type: {
    httpStatus: 415,
    retryable: false,
    title: 'The body has the wrong type',
    detail: 'Send JSON, uncompressed and in UTF-8, with `Content-Type: application/json`.',
  },
  too_many_requests: {
    httpStatus: 429,
    retryable: true,
    title: 'Too many requests',
    detail: 'Wait as long as `Retry-After` says.',
  },
  headers_too_large: {
    httpStatus: 431,
    retryable: false,
    title: 'The headers are too large',
    detail: 'All headers together may have up to 16 kB.',
  },
  request_refused: {
    httpStatus: 400,
    retryable: false,
    title: 'The request was refused',
    detail: 'Check the request; /docs describes it.',
  },
  internal_error: {
    httpStatus: 500,
    retryable: false,
    title: 'Something went wrong here',
    detail: 'The cause is in the log of the application.',
  },
  not_ready: {
    httpStatus: 503,
    retryable: true,
    title: 'The application is not ready',
    detail: 'Try again shortly.',
  },
} as const satisfies Record<string, ApplicationProblem>;

export type ApplicationProblemCode = keyof typeof APPLICATION_PROBLEMS;

/**
 * Every `code` that an error response can have without problems of the host's own.
 *
 * @publicApi
 */
export type ProblemCode = ApplicationProblemCode | IdVerificationErrorCode;

/** What is known of every problem, whatever its origin. */
export const PROBLEMS: Readonly<
  Record<ProblemCode, Pick<ApplicationProblem, 'httpStatus' | 'retryable' | 'title'>>
> = { ...ERROR_CODES, ...APPLICATION_PROBLEMS };

/** The documentation describes the codes of the packages, and not those of a host. */
export function typeOf(code: string): string {
  return code in PROBLEMS ? problemType(code) : `urn:id-verification:problem:${code}`;
}

/**
 * The response for a problem: `problemOf(PROBLEMS, 'order_not_found')`.
 *
 * @publicApi
 */
export function problemOf<Code extends string>(
  problems: Readonly<Record<Code, ApplicationProblem>>,
  code: Code,
  status: number = problems[code].httpStatus,
): ProblemDetails {
  return problem(typeOf(code), status, code, problems[code].title, problems[code].detail);
}

export function applicationProblem(code: ApplicationProblemCode, status?: number): ProblemDetails {
  return problemOf(APPLICATION_PROBLEMS, code, status);
}
