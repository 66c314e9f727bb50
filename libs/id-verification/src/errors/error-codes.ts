/**
 * The traits of an error code: for HTTP callers, the retry rule, the circuit breaker, and the verification whose call
 * failed. All facts about a code are in its row.
 *
 * @publicApi
 */
export interface ErrorTraits {
  /** The HTTP status of an API's response. */
  readonly httpStatus: 400 | 404 | 409 | 429 | 500 | 502 | 503;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** One line for readers; the same for every occurrence. */
  readonly title: string;
  /** The source of the error. `transport` is everything between the library and the vendor, including credentials. */
  readonly origin: 'caller' | 'operator' | 'library' | 'database' | 'transport' | 'vendor';
  /** Whether the request was sent to the vendor, unless the error itself is more specific. */
  readonly sent: Certainty;
  /** Whether the vendor executed the operation. */
  readonly done: Certainty;
  /** What it indicates about the vendor's state. `unknown` neither opens nor closes a circuit. */
  readonly vendor: 'well' | 'broken' | 'unknown';
  /** Whether the vendor accepted the signature of the request. */
  readonly signature: 'accepted' | 'refused' | 'unknown';
  /** What to do with the row when initialize fails with it; `delete` only if nothing was sent. */
  readonly afterInitialize: 'delete' | 'release' | 'reject';
  /** What a failed check reveals about the verification. */
  readonly check: 'not-called' | 'no-response' | 'not-completed' | 'unknown-id';
}

type Certainty = 'no' | 'yes' | 'unknown';

/** Not about a vendor call. */
const NO_CALL = {
  sent: 'unknown',
  done: 'unknown',
  vendor: 'unknown',
  signature: 'unknown',
  afterInitialize: 'release',
  check: 'no-response',
} as const;

/** Failed before anything was sent. */
const NOT_SENT = { ...NO_CALL, sent: 'no', done: 'no', afterInitialize: 'delete' } as const;

/** The request or its response was lost: the vendor may have executed the operation. */
const LOST = { ...NO_CALL, origin: 'transport', httpStatus: 503, retryable: true, vendor: 'broken' } as const;

/** The vendor refused permanently. */
const REFUSED = {
  ...NO_CALL,
  origin: 'vendor',
  httpStatus: 502,
  retryable: false,
  sent: 'yes',
  done: 'no',
  vendor: 'well',
  afterInitialize: 'reject',
} as const;

/** The vendor refused temporarily. */
const NOT_NOW = { ...REFUSED, httpStatus: 503, retryable: true, afterInitialize: 'release' } as const;

/**
 * Every code that an {@link IdVerificationError} can carry. Codes are part of the public API: they may be added;
 * removing or renaming one is a breaking change.
 *
 * Throttling is 429, an unavailable or unreachable vendor 503, and a problem with the operator's account, permission or
 * signature 502: a caller can retry the first two, but not the third.
 *
 * @publicApi
 */
export const ERROR_CODES = {
  invalid_request: {
    ...NOT_SENT,
    httpStatus: 400,
    retryable: false,
    title: 'The request is not valid',
    origin: 'caller',
  },
  not_found: {
    ...NO_CALL,
    httpStatus: 404,
    retryable: false,
    title: 'There is no such verification',
    origin: 'caller',
  },
  parameters_conflict: {
    ...NO_CALL,
    httpStatus: 409,
    retryable: false,
    title: 'This merchantBizId was used with other parameters',
    origin: 'caller',
  },
  verification_ended: {
    ...NO_CALL,
    httpStatus: 409,
    retryable: false,
    title: 'The verification with this merchantBizId has ended',
    origin: 'caller',
  },
  verification_open: {
    ...NO_CALL,
    httpStatus: 409,
    retryable: false,
    title: 'The verification has not ended',
    origin: 'caller',
  },
  too_many_attempts: {
    ...NOT_SENT,
    httpStatus: 429,
    retryable: true,
    title: 'This user has used up the attempts of the time window',
    origin: 'library',
  },
  initialize_in_progress: {
    ...NO_CALL,
    httpStatus: 503,
    retryable: true,
    title: 'Another request is initializing the verification',
    origin: 'library',
  },
  parameters_refused: { ...REFUSED, httpStatus: 400, title: 'The vendor refused the parameters' },
  transaction_invalid: { ...REFUSED, title: 'The vendor does not know the transaction', check: 'unknown-id' },
  process_not_completed: {
    ...NOT_NOW,
    httpStatus: 409,
    title: 'The user has not finished the verification',
    done: 'yes',
    check: 'not-completed',
  },
  face_not_usable: { ...REFUSED, title: 'The vendor could not use the picture' },
  suspicious_activity: { ...REFUSED, title: 'The vendor detected suspicious activity' },
  abnormal_calls: { ...REFUSED, title: 'The vendor blocks repeated abnormal calls' },
  permission_denied: {
    ...REFUSED,
    title: 'The vendor denies access to these credentials',
    signature: 'accepted',
  },
  account_denied: { ...REFUSED, title: 'The vendor denies access to this account', signature: 'accepted' },
  signature_refused: { ...REFUSED, title: 'The vendor refused the signature', signature: 'refused' },
  vendor_refused: { ...REFUSED, title: 'The vendor refused the call' },
  throttled: { ...NOT_NOW, httpStatus: 429, title: 'Too many calls at the vendor', signature: 'accepted' },
  rate_limited: {
    ...NOT_SENT,
    httpStatus: 429,
    retryable: true,
    title: 'Too many calls are already waiting for the rate limit',
    origin: 'library',
    check: 'not-called',
  },
  circuit_open: {
    ...NOT_SENT,
    httpStatus: 503,
    retryable: true,
    title: 'The circuit breaker is open because calls of the vendor failed repeatedly',
    origin: 'library',
    check: 'not-called',
  },
  vendor_failed: { ...NOT_NOW, title: 'The vendor failed', vendor: 'broken' },
  vendor_unavailable: { ...NOT_NOW, title: 'The vendor is not available', vendor: 'broken' },
  credentials_unavailable: {
    ...NOT_SENT,
    httpStatus: 503,
    retryable: true,
    title: 'The credentials for the vendor could not be obtained',
    origin: 'transport',
  },
  vendor_unreachable: { ...LOST, title: 'The vendor could not be reached' },
  vendor_timeout: { ...LOST, title: 'The vendor did not respond in time' },
  vendor_response_unreadable: { ...LOST, title: 'The response of the vendor could not be read' },
  sandbox_response: {
    ...NO_CALL,
    httpStatus: 502,
    retryable: false,
    title: 'An emulator responded in place of the vendor',
    origin: 'transport',
    vendor: 'well',
  },
  called_inside_handler: {
    ...NO_CALL,
    httpStatus: 500,
    retryable: false,
    title: 'The service was called from inside an outcome handler',
    origin: 'caller',
  },
  aborted: {
    ...NO_CALL,
    httpStatus: 503,
    retryable: true,
    title: 'The call was cancelled by its caller',
    origin: 'caller',
    afterInitialize: 'delete',
    check: 'not-called',
  },
  storage_unavailable: {
    ...NO_CALL,
    httpStatus: 503,
    retryable: true,
    title: 'The database is not available',
    origin: 'database',
  },
  configuration_invalid: {
    ...NO_CALL,
    httpStatus: 500,
    retryable: false,
    title: 'The module is not configured correctly',
    origin: 'operator',
  },
} as const satisfies Record<string, ErrorTraits>;

/**
 * The code of an {@link IdVerificationError}. The list is closed.
 *
 * @publicApi
 */
export type IdVerificationErrorCode = keyof typeof ERROR_CODES;
