/** What an error code means to a caller over HTTP and to a caller that might try again. */
export interface ErrorTraits {
  /** The status that an HTTP API answers with. */
  readonly httpStatus: 400 | 404 | 409 | 429 | 500 | 502 | 503;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** One line for people; the same for every occurrence. */
  readonly title: string;
}

/**
 * Every code that an {@link IdVerificationError} can carry. Codes are part of the public contract: they may be
 * added, but never renamed.
 *
 * A vendor that throttles is 429, one that is down or cannot be reached 503, and trouble with the operator's
 * account, permission or signature 502: a caller can wait for the first two and can do nothing about the third.
 *
 * @publicApi
 */
export const ERROR_CODES = {
  invalid_request: { httpStatus: 400, retryable: false, title: 'The request is not valid' },
  not_found: { httpStatus: 404, retryable: false, title: 'There is no such verification' },
  parameters_conflict: {
    httpStatus: 409,
    retryable: false,
    title: 'This merchantBizId was used with other parameters',
  },
  verification_ended: {
    httpStatus: 409,
    retryable: false,
    title: 'The verification with this merchantBizId has ended',
  },
  verification_open: {
    httpStatus: 409,
    retryable: false,
    title: 'The verification has not ended',
  },
  start_in_progress: {
    httpStatus: 503,
    retryable: true,
    title: 'The verification is being started by another request',
  },
  parameters_refused: { httpStatus: 400, retryable: false, title: 'The vendor refused the parameters' },
  transaction_invalid: {
    httpStatus: 502,
    retryable: false,
    title: 'The vendor does not know the transaction',
  },
  process_not_completed: {
    httpStatus: 409,
    retryable: true,
    title: 'The person has not finished the verification',
  },
  face_not_usable: { httpStatus: 502, retryable: false, title: 'The vendor could not use the picture' },
  suspicious_activity: { httpStatus: 502, retryable: false, title: 'The vendor saw suspicious activity' },
  abnormal_calls: { httpStatus: 502, retryable: false, title: 'The vendor blocks repeated abnormal calls' },
  permission_denied: {
    httpStatus: 502,
    retryable: false,
    title: 'The vendor denies access to these credentials',
  },
  account_denied: { httpStatus: 502, retryable: false, title: 'The vendor denies access to this account' },
  signature_refused: { httpStatus: 502, retryable: false, title: 'The vendor refused the signature' },
  vendor_refused: { httpStatus: 502, retryable: false, title: 'The vendor refused the call' },
  throttled: { httpStatus: 429, retryable: true, title: 'Too many calls at the vendor' },
  quota_exhausted: {
    httpStatus: 429,
    retryable: true,
    title: 'Too many calls wait for the vendor already',
  },
  circuit_open: {
    httpStatus: 503,
    retryable: true,
    title: 'The vendor fails all the time and is not called for a moment',
  },
  vendor_failed: { httpStatus: 503, retryable: true, title: 'The vendor failed' },
  vendor_unavailable: { httpStatus: 503, retryable: true, title: 'The vendor is not available' },
  credentials_unavailable: {
    httpStatus: 503,
    retryable: true,
    title: 'The credentials for the vendor could not be obtained',
  },
  vendor_unreachable: { httpStatus: 503, retryable: true, title: 'The vendor could not be reached' },
  vendor_timeout: { httpStatus: 503, retryable: true, title: 'The vendor did not answer in time' },
  vendor_answer_unreadable: {
    httpStatus: 503,
    retryable: true,
    title: 'The answer of the vendor could not be read',
  },
  sandbox_answer: { httpStatus: 502, retryable: false, title: 'An emulator answered in place of the vendor' },
  called_inside_handler: {
    httpStatus: 500,
    retryable: false,
    title: 'The service was called from inside an outcome handler',
  },
  aborted: { httpStatus: 503, retryable: true, title: 'The call was cancelled by its caller' },
  storage_unavailable: { httpStatus: 503, retryable: true, title: 'The database is not available' },
  configuration_invalid: {
    httpStatus: 500,
    retryable: false,
    title: 'The module is not configured correctly',
  },
} as const satisfies Record<string, ErrorTraits>;

/** @publicApi */
export type IdVerificationErrorCode = keyof typeof ERROR_CODES;
