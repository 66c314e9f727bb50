import { isObject, parseObject, type JsonObject } from '../../validation/json-object.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { text, type CloudauthResult } from '../cloudauth-result.js';
import { PRODUCT } from '../products/index.js';
import type { CloudauthParameters, Operation } from './operation.js';

const EVIDENCE = PRODUCT.evidence;

/** What `CheckResult` says about a verification. */
export interface CheckResult {
  /** `Y` passed, `N` failed. */
  readonly passed: 'Y' | 'N';
  readonly subCode: string | undefined;
  /** Base64; only when it was asked for and the user passed. */
  readonly faceImage: string | undefined;
  readonly requestId: string | undefined;
}

export const CHECK_RESULT = {
  name: 'CheckResult',
  isIdempotent: true,
  successCodes: ['Success'],
  sdk: { method: 'checkResultWithOptions', request: 'CheckResultRequest' },
  decode: checkResult,
} as const satisfies Operation<CheckResult>;

/** The parameters of {@link CHECK_RESULT}. */
export function checkResultParameters(
  { merchantBizId, transactionId }: { merchantBizId: string; transactionId: string },
  includeFaceImage = false,
): CloudauthParameters {
  return {
    MerchantBizId: merchantBizId,
    TransactionId: transactionId,
    IsReturnImage: includeFaceImage ? 'Y' : 'N',
  };
}

function checkResult({ result, requestId }: CloudauthResult): CheckResult {
  const passed = result['Passed'];
  if (passed !== 'Y' && passed !== 'N') throw noVerdict(passed, requestId);
  return {
    passed,
    subCode: subCode(result['SubCode']),
    faceImage: text(evidence(result[EVIDENCE.field])[EVIDENCE.faceImage]),
    requestId,
  };
}

/** Exactly the vendor's words are verdicts. Of anything else the JSON type and length are told, never the text. */
function noVerdict(passed: unknown, requestId: string | undefined): IdVerificationError {
  const type = Array.isArray(passed) ? 'array' : passed === null ? 'null' : typeof passed;
  const length = typeof passed === 'string' ? ` of length ${passed.length}` : '';
  return new IdVerificationError('vendor_response_unreadable', {
    message: `Passed of CheckResult is neither Y nor N (${type}${length})`,
    vendorCode: 'Success',
    ...(requestId !== undefined && { requestId }),
  });
}

/** Of no effect on the verdict, and so left out where it cannot be one of the vendor's. */
function subCode(value: unknown): string | undefined {
  const code = text(value);
  return code !== undefined && /^[\w.:-]{1,100}$/.test(code) ? code : undefined;
}

/** A JSON text by the vendor's page; an object in some responses; whatever it is, it never costs a verdict. */
function evidence(value: unknown): JsonObject {
  return (typeof value === 'string' ? parseObject(value) : isObject(value) ? value : undefined) ?? {};
}
