import { isObject, parseObject, type JsonObject } from '../../validation/json-object.js';
import { text, type CloudauthResult } from '../cloudauth-result.js';
import { PRODUCT } from '../products/index.js';
import type { CloudauthParameters, Operation } from './operation.js';

const EVIDENCE = PRODUCT.evidence;

/** What `CheckResult` says about a verification. */
export interface CheckResult {
  /** `Y` passed, `N` failed; anything else is not a verdict. */
  readonly passed: string | undefined;
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
  return {
    // Not through text(): a boolean is not one of the vendor's words.
    passed: typeof passed === 'string' ? passed : undefined,
    subCode: text(result['SubCode'])?.slice(0, 100),
    faceImage: text(evidence(result[EVIDENCE.field])[EVIDENCE.faceImage]),
    requestId,
  };
}

/** A JSON text by the vendor's page; an object in some responses; whatever it is, it never costs a verdict. */
function evidence(value: unknown): JsonObject {
  return (typeof value === 'string' ? parseObject(value) : isObject(value) ? value : undefined) ?? {};
}
