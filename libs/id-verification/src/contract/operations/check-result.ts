import { IdVerificationError } from '../../errors/id-verification.error.js';
import { text, type CloudauthResult } from '../cloudauth-result.js';
import { evidenceOf, type EvidenceParameters, type VerificationEvidence } from '../evidence.js';
import type { CloudauthParameters, Operation } from './operation.js';

/** The decoded response of `CheckResult`. */
export interface CheckResult {
  /** `Y` passed, `N` failed. */
  readonly passed: 'Y' | 'N';
  readonly subCode: string | undefined;
  /** Complete only if it was requested. */
  readonly evidence: VerificationEvidence;
  readonly requestId: string | undefined;
}

export const CHECK_RESULT = {
  name: 'CheckResult',
  isIdempotent: true,
  successCodes: ['Success'],
  sdk: { method: 'checkResultWithOptions', request: 'CheckResultRequest' },
  decode: checkResult,
} as const satisfies Operation<CheckResult>;

/**
 * The parameters of {@link CHECK_RESULT}.
 *
 * @param evidence requests the face image too, which makes the response large, and what it contains
 */
export function checkResultParameters(
  { merchantBizId, transactionId }: { merchantBizId: string; transactionId: string },
  evidence?: EvidenceParameters,
): CloudauthParameters {
  const { returnFiveCategorySpoofResult, extraImageControlList } = evidence ?? {};
  return {
    MerchantBizId: merchantBizId,
    TransactionId: transactionId,
    IsReturnImage: evidence === undefined ? 'N' : 'Y',
    ...(returnFiveCategorySpoofResult && { ReturnFiveCategorySpoofResult: returnFiveCategorySpoofResult }),
    ...(extraImageControlList && { ExtraImageControlList: extraImageControlList }),
  };
}

function checkResult(response: CloudauthResult): CheckResult {
  const { result, requestId } = response;
  const passed = result['Passed'];
  if (passed !== 'Y' && passed !== 'N') throw noVerdict(passed, requestId);
  return {
    passed,
    subCode: subCode(result['SubCode']),
    evidence: evidenceOf(response),
    requestId,
  };
}

/** The error for a `Passed` that is neither `Y` nor `N`. It contains the JSON type and length, never the text. */
function noVerdict(passed: unknown, requestId: string | undefined): IdVerificationError {
  const type = Array.isArray(passed) ? 'array' : passed === null ? 'null' : typeof passed;
  const length = typeof passed === 'string' ? ` of length ${passed.length}` : '';
  return new IdVerificationError('vendor_response_unreadable', {
    message: `Passed of CheckResult is neither Y nor N (${type}${length})`,
    vendorCode: 'Success',
    ...(requestId !== undefined && { requestId }),
  });
}

/** Undefined for a value that is not a valid SubCode: it does not affect the verdict. */
function subCode(value: unknown): string | undefined {
  const code = text(value);
  return code !== undefined && /^[\w.:-]{1,100}$/.test(code) ? code : undefined;
}
