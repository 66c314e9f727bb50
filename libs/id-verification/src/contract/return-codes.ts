import type { IdVerificationErrorCode } from '../errors/error-codes.js';

/**
 * The meaning of one `Code` of the vendor.
 *
 * @publicApi
 */
export interface ReturnCode {
  /** The HTTP status that the vendor documents for it. */
  readonly vendorHttpStatus: number;
  readonly code: IdVerificationErrorCode;
  /** What the operator can do. */
  readonly hint: string;
}

/**
 * Every return code other than `Success`, from the vendor's pages "Initialize" and "Server-side HTTP status codes",
 * and the gateway's codes for a refused signature. Responses are classified by this table before their status is
 * evaluated: 403 covers permission and throttling, 401 is not about credentials, 404 is not an unknown id.
 *
 * @publicApi
 */
export const RETURN_CODES: Readonly<Record<string, ReturnCode>> = {
  MissingParameter: {
    vendorHttpStatus: 400,
    code: 'parameters_refused',
    hint: 'A required parameter arrived empty. Compare the request with the parameter table of Initialize.',
  },
  InvalidParameter: {
    vendorHttpStatus: 400,
    code: 'parameters_refused',
    hint: 'A parameter is not valid. The vendor also responds with this code when the callback URL cannot be reached from the public internet.',
  },
  TransactionIdInvalid: {
    vendorHttpStatus: 400,
    code: 'transaction_invalid',
    hint: 'The TransactionId is unknown to this account in this region, or too old.',
  },
  'Forbidden.ExceptionRepeatedInvoke': {
    vendorHttpStatus: 401,
    code: 'abnormal_calls',
    hint: 'The vendor detected too many abnormal calls. Stop, check for a loop, and contact its support with the request id.',
  },
  UnqualifiedPhoto: {
    vendorHttpStatus: 401,
    code: 'face_not_usable',
    hint: 'The picture cannot be read, or its resolution does not meet the vendor’s requirements.',
  },
  DataDuplication: {
    vendorHttpStatus: 401,
    code: 'face_not_usable',
    hint: 'The picture was sent as Base64 and as an address at once: send one of them.',
  },
  ToolargeImage: {
    vendorHttpStatus: 401,
    code: 'face_not_usable',
    hint: 'The picture is too large.',
  },
  DownloadTimeout: {
    vendorHttpStatus: 401,
    code: 'face_not_usable',
    hint: 'The vendor could not download the picture in time.',
  },
  NoFaceDetected: {
    vendorHttpStatus: 401,
    code: 'face_not_usable',
    hint: 'The vendor could not extract the features of a face from the picture.',
  },
  'Forbidden.RAMUserAccessDenied': {
    vendorHttpStatus: 403,
    code: 'permission_denied',
    hint: 'Attach the policy AliyunAntCloudAuthFullAccess to the RAM identity of these credentials.',
  },
  'Forbidden.AccountAccessDenied': {
    vendorHttpStatus: 403,
    code: 'account_denied',
    hint: 'Activate ID Verification for the account and pay overdue bills.',
  },
  'Throttling.Api': {
    vendorHttpStatus: 403,
    code: 'throttled',
    hint: 'The account’s calls per second for this operation are used up; other users of the account count too.',
  },
  'Throttling.User': {
    vendorHttpStatus: 400,
    code: 'throttled',
    hint: 'The account’s flow control rejected the call. Its limits are in the vendor’s Rate limit Center.',
  },
  ProcessNotCompleted: {
    vendorHttpStatus: 404,
    code: 'process_not_completed',
    hint: 'The user has not finished. Check again later.',
  },
  SuspiciousActivity: {
    vendorHttpStatus: 429,
    code: 'suspicious_activity',
    hint: 'A security policy of the vendor limits the calls: try again later. Documented for its device assistant alone.',
  },
  InternalError: {
    vendorHttpStatus: 500,
    code: 'vendor_failed',
    hint: 'If it lasts, give the request id to the vendor’s support.',
  },
  ServiceUnavailable: {
    vendorHttpStatus: 503,
    code: 'vendor_unavailable',
    hint: 'If it lasts, give the request id to the vendor’s support.',
  },
  SignatureDoesNotMatch: {
    vendorHttpStatus: 400,
    code: 'signature_refused',
    hint: 'Check the access key secret, and that no proxy changes the request.',
  },
  SignatureNonceUsed: {
    vendorHttpStatus: 400,
    code: 'signature_refused',
    hint: 'A request arrived twice. Check for a proxy that repeats requests.',
  },
  'InvalidTimeStamp.Expired': {
    vendorHttpStatus: 400,
    code: 'signature_refused',
    hint: 'This machine’s clock is more than 15 minutes off. Synchronise it by NTP.',
  },
  'InvalidAccessKeyId.NotFound': {
    vendorHttpStatus: 404,
    code: 'signature_refused',
    hint: 'The access key id is unknown or disabled.',
  },
  'InvalidAccessKeyId.Inactive': {
    vendorHttpStatus: 400,
    code: 'signature_refused',
    hint: 'The access key is disabled.',
  },
  'InvalidSecurityToken.Expired': {
    vendorHttpStatus: 400,
    code: 'signature_refused',
    hint: 'The temporary credentials have expired. Use a provider that renews them.',
  },
  'InvalidSecurityToken.Malformed': {
    vendorHttpStatus: 400,
    code: 'signature_refused',
    hint: 'The security token is damaged. Use it as the token service returns it.',
  },
  'InvalidSecurityToken.MismatchWithAccessKey': {
    vendorHttpStatus: 400,
    code: 'signature_refused',
    hint: 'The security token belongs to another access key. Use the three values of one response of the token service.',
  },
  MissingSecurityToken: {
    vendorHttpStatus: 400,
    code: 'signature_refused',
    hint: 'The access key is temporary and needs its security token.',
  },
};

/** Codes of the gateway for a refused temporary access key or token; the operation was not executed. */
const REFUSED_TOKEN =
  /^(InvalidSecurityToken\b.*|MissingSecurityToken|InvalidAccessKeyId\.(NotFound|Inactive))$/;

/** Whether renewed credentials may be accepted: those of a provider may have expired in transit. */
export function isTokenRefused(vendorCode: string | undefined): boolean {
  return vendorCode !== undefined && REFUSED_TOKEN.test(vendorCode);
}

/** Whether the gateway refused the date of a request; the operation was not executed. */
export function isDateRefused(vendorCode: string | undefined): boolean {
  return vendorCode === 'InvalidTimeStamp.Expired';
}

/** The table's row for a vendor code; an unknown code is classified by its form and the HTTP status. */
export function classifyReturnCode(
  vendorCode: string | undefined,
  httpStatus: number,
): { code: IdVerificationErrorCode; hint?: string } {
  const known = vendorCode !== undefined && Object.hasOwn(RETURN_CODES, vendorCode);
  const row = known ? RETURN_CODES[vendorCode] : undefined;
  if (row !== undefined) return { code: row.code, hint: row.hint };
  if (vendorCode?.startsWith('Throttling')) return { code: 'throttled' };
  if (httpStatus === 429) return { code: 'throttled' };
  if (httpStatus >= 500) return { code: 'vendor_failed' };
  return { code: 'vendor_refused', hint: 'The vendor responded with a code that it does not document.' };
}
