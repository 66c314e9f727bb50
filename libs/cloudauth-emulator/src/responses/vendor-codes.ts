/** What the vendor returns with a code: the HTTP status of its tables, and the text that goes with it. */
export interface VendorCodeEntry {
  readonly status: number;
  readonly message: string;
}

/**
 * Every code the emulator can return by itself or on request. The first block is the vendor's list of server-side status
 * codes for ID Verification; the second holds the gateway's codes that every product shares.
 */
export const VENDOR_CODES = {
  MissingParameter: { status: 400, message: 'Parameter cannot be empty.' },
  InvalidParameter: { status: 400, message: 'Invalid parameter.' },
  TransactionIdInvalid: { status: 400, message: 'The TransactionId is invalid.' },
  'Forbidden.ExceptionRepeatedInvoke': { status: 401, message: 'Too many repeated abnormal calls.' },
  UnqualifiedPhoto: { status: 401, message: 'The photo cannot be read or its resolution is not met.' },
  DataDuplication: { status: 401, message: 'The photo was sent as Base64 and as URL; use one of them.' },
  ToolargeImage: { status: 401, message: 'The image is too large.' },
  DownloadTimeout: { status: 401, message: 'The download timed out.' },
  NoFaceDetected: { status: 401, message: 'The features of the face could not be extracted.' },
  'Forbidden.RAMUserAccessDenied': { status: 403, message: 'The RAM user is not authorized.' },
  'Forbidden.AccountAccessDenied': {
    status: 403,
    message: 'The service is not activated or a payment is overdue.',
  },
  'Throttling.Api': { status: 403, message: 'Request was denied due to api flow control.' },
  ProcessNotCompleted: { status: 404, message: 'The verification process is not completed.' },
  SuspiciousActivity: {
    status: 429,
    message: 'The request is limited by a security policy, try again later.',
  },
  InternalError: { status: 500, message: 'Internal system error.' },
  ServiceUnavailable: { status: 503, message: 'The service is unavailable.' },

  'Throttling.User': { status: 400, message: 'Request was denied due to user flow control.' },
  MissingAccessKeyId: { status: 400, message: 'AccessKeyId is mandatory for this action.' },
  MissingHeader: { status: 400, message: 'A header is mandatory for this action.' },
  IncompleteSignature: {
    status: 400,
    message: 'The request signature does not conform to Aliyun standards.',
  },
  'InvalidAccessKeyId.NotFound': { status: 404, message: 'Specified access key is not found.' },
  'InvalidAccessKeyId.Inactive': { status: 400, message: 'Specified access key is disabled.' },
  SignatureDoesNotMatch: { status: 400, message: 'Specified signature does not match our calculation.' },
  SignatureNonceUsed: { status: 400, message: 'Specified signature nonce was used already.' },
  'InvalidTimeStamp.Format': {
    status: 400,
    message: 'Specified time stamp or date value is not well formatted.',
  },
  'InvalidTimeStamp.Expired': { status: 400, message: 'Specified time stamp or date value is expired.' },
  MissingSecurityToken: { status: 400, message: 'SecurityToken is mandatory for this action.' },
  'InvalidSecurityToken.Malformed': { status: 400, message: 'Specified SecurityToken is malformed.' },
  'InvalidSecurityToken.MismatchWithAccessKey': {
    status: 400,
    message: 'Specified SecurityToken mismatches with the AccessKey.',
  },
  'InvalidSecurityToken.Expired': { status: 400, message: 'Specified SecurityToken is expired.' },
  'InvalidAction.NotFound': {
    status: 404,
    message: 'Specified api is not found, please check your url and method.',
  },
  InvalidVersion: { status: 400, message: 'Specified parameter Version is not valid.' },
  UnsupportedHTTPMethod: { status: 405, message: 'The HTTP method is not supported.' },
  RequestEntityTooLarge: { status: 413, message: 'The request body is too large.' },
} as const satisfies Record<string, VendorCodeEntry>;

/** A code of {@link VENDOR_CODES}. */
export type VendorCode = keyof typeof VENDOR_CODES;

/** Whether `code` is one that the emulator knows the status and text of. */
export function isVendorCode(code: string): code is VendorCode {
  return Object.hasOwn(VENDOR_CODES, code);
}
