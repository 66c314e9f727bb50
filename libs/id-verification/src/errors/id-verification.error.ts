import { ERROR_CODES, type IdVerificationErrorCode } from './error-codes.js';

/** The details of an error. They contain no personal data and no secret. */
export interface ErrorDetails {
  /** What happened, for developers; never the vendor's text. */
  readonly message?: string | undefined;
  /** The vendor's `Code`, verbatim. */
  readonly vendorCode?: string | undefined;
  /** The HTTP status of the vendor's response. */
  readonly vendorHttpStatus?: number | undefined;
  /** The vendor's `RequestId`, for its support. */
  readonly requestId?: string | undefined;
  /** How long to wait before a retry, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Whether it is certain that nothing was sent to the vendor. */
  readonly nothingSent?: boolean | undefined;
  /** False if a retry would fail in the same way, although errors with this code are retryable in general. */
  readonly retryable?: false | undefined;
  /** What an operator can do about it. For the log, not for responses. */
  readonly hint?: string | undefined;
}

/**
 * The base class of all errors that the library throws.
 *
 * `code` is a closed union; `httpStatus` and, with few exceptions, `retryable` follow from it. Message, stack and
 * properties contain no personal data, no secret, no URL and no text of the vendor, so that an error can be logged as
 * it is.
 *
 * @publicApi
 */
export class IdVerificationError extends Error {
  override readonly name: string = 'IdVerificationError';
  readonly httpStatus: number;
  readonly retryable: boolean;
  readonly vendorCode: string | undefined;
  readonly vendorHttpStatus: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** Whether it is certain that nothing was sent to the vendor. */
  readonly nothingSent: boolean;
  readonly hint: string | undefined;

  constructor(
    readonly code: IdVerificationErrorCode,
    details: ErrorDetails = {},
  ) {
    super(details.message ?? ERROR_CODES[code].title);
    this.httpStatus = ERROR_CODES[code].httpStatus;
    this.retryable = details.retryable ?? ERROR_CODES[code].retryable;
    this.vendorCode = details.vendorCode;
    this.vendorHttpStatus = details.vendorHttpStatus;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.nothingSent = details.nothingSent ?? ERROR_CODES[code].sent === 'no';
    this.hint = details.hint;
  }
}
