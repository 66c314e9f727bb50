import type { FaultEffect } from 'cloudauth-emulator';
import type { IdVerificationErrorCode } from 'nestjs-id-verification';

/** What the vendor's refusal of a start means at every layer, written down beside the library and not taken from it. */
export interface RefusalExpectation {
  readonly vendorCode: string;
  /** The HTTP status that the vendor answers with. */
  readonly vendorHttpStatus: number;
  readonly code: IdVerificationErrorCode;
  /** The HTTP status that a caller of the host gets. */
  readonly httpStatus: number;
  /** Where the row stands afterwards: refused for good, or free for a retry. */
  readonly row: 'REJECTED' | 'INITIALIZING';
  /** How often the vendor is asked, with the defaults of the library, before its caller gets the error. */
  readonly asked: 'once' | 'three times' | 'until the deadline';
}

type Row = readonly [
  vendorCode: string,
  vendorHttpStatus: number,
  code: IdVerificationErrorCode,
  httpStatus: number,
  row: RefusalExpectation['row'],
];

/** What the vendor says that it did not do is repeated; everything else is asked once. */
const REPEATED: Readonly<Partial<Record<IdVerificationErrorCode, RefusalExpectation['asked']>>> = {
  vendor_failed: 'three times',
  vendor_unavailable: 'three times',
  throttled: 'until the deadline',
};

function expectations(rows: readonly Row[]): RefusalExpectation[] {
  return rows.map(([vendorCode, vendorHttpStatus, code, httpStatus, row]) => ({
    vendorCode,
    vendorHttpStatus,
    code,
    httpStatus,
    row,
    asked: REPEATED[code] ?? 'once',
  }));
}

/** The rows of the page "Initialize" other than `Success`, in its order. */
export const INITIALIZE_RETURN_CODES = expectations([
  ['MissingParameter', 400, 'parameters_refused', 400, 'REJECTED'],
  ['InvalidParameter', 400, 'parameters_refused', 400, 'REJECTED'],
  ['Forbidden.ExceptionRepeatedInvoke', 401, 'abnormal_calls', 502, 'REJECTED'],
  ['Forbidden.RAMUserAccessDenied', 403, 'permission_denied', 502, 'REJECTED'],
  ['Forbidden.AccountAccessDenied', 403, 'account_denied', 502, 'REJECTED'],
  ['Throttling.Api', 403, 'throttled', 429, 'INITIALIZING'],
  ['InternalError', 500, 'vendor_failed', 503, 'INITIALIZING'],
  ['ServiceUnavailable', 503, 'vendor_unavailable', 503, 'INITIALIZING'],
]);

/** The vendor's codes for its other operations, and its gateway's for credentials and signatures. */
export const OTHER_RETURN_CODES = expectations([
  ['TransactionIdInvalid', 400, 'transaction_invalid', 502, 'REJECTED'],
  ['UnqualifiedPhoto', 401, 'face_not_usable', 502, 'REJECTED'],
  ['DataDuplication', 401, 'face_not_usable', 502, 'REJECTED'],
  ['ToolargeImage', 401, 'face_not_usable', 502, 'REJECTED'],
  ['DownloadTimeout', 401, 'face_not_usable', 502, 'REJECTED'],
  ['NoFaceDetected', 401, 'face_not_usable', 502, 'REJECTED'],
  ['Throttling.User', 400, 'throttled', 429, 'INITIALIZING'],
  ['ProcessNotCompleted', 404, 'process_not_completed', 409, 'INITIALIZING'],
  ['SuspiciousActivity', 429, 'suspicious_activity', 502, 'REJECTED'],
  ['SignatureDoesNotMatch', 400, 'signature_refused', 502, 'REJECTED'],
  ['SignatureNonceUsed', 400, 'signature_refused', 502, 'REJECTED'],
  ['InvalidTimeStamp.Expired', 400, 'signature_refused', 502, 'REJECTED'],
  ['InvalidAccessKeyId.NotFound', 404, 'signature_refused', 502, 'REJECTED'],
  ['InvalidAccessKeyId.Inactive', 400, 'signature_refused', 502, 'REJECTED'],
  ['InvalidSecurityToken.Expired', 400, 'signature_refused', 502, 'REJECTED'],
  ['InvalidSecurityToken.Malformed', 400, 'signature_refused', 502, 'REJECTED'],
  ['InvalidSecurityToken.MismatchWithAccessKey', 400, 'signature_refused', 502, 'REJECTED'],
  ['MissingSecurityToken', 400, 'signature_refused', 502, 'REJECTED'],
]);

/** Codes that no page of the vendor's names. */
export const UNKNOWN_RETURN_CODES = expectations([
  ['NewCode.OfTheVendor', 400, 'vendor_refused', 502, 'REJECTED'],
  ['toString', 403, 'vendor_refused', 502, 'REJECTED'],
  ['NewCode.OfTheVendor', 404, 'vendor_refused', 502, 'REJECTED'],
  ['NewCode.OfTheVendor', 429, 'throttled', 429, 'INITIALIZING'],
  ['Throttling.New', 400, 'throttled', 429, 'INITIALIZING'],
  ['NewCode.OfTheVendor', 500, 'vendor_failed', 503, 'INITIALIZING'],
  ['NewCode.OfTheVendor', 504, 'vendor_failed', 503, 'INITIALIZING'],
  ['NewCode.OfTheVendor', 200, 'vendor_refused', 502, 'REJECTED'],
  ['Forbidden.AccountAccessDenied', 200, 'account_denied', 502, 'REJECTED'],
  ['Throttling.Api', 200, 'throttled', 429, 'INITIALIZING'],
  ['success', 200, 'vendor_refused', 502, 'REJECTED'],
  ['Success', 500, 'vendor_failed', 503, 'INITIALIZING'],
]);

/** What the vendor says in words; no caller of the host ever reads it. */
export const WORDS_OF_THE_VENDOR = 'The vendor’s words about it';

/** The response of the vendor's that an expectation is about. */
export function refusal({ vendorCode, vendorHttpStatus }: RefusalExpectation): FaultEffect {
  return {
    kind: 'vendorCode',
    code: vendorCode,
    httpStatus: vendorHttpStatus,
    message: WORDS_OF_THE_VENDOR,
  };
}
