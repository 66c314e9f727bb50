import { IdVerificationError } from '../../errors/id-verification.error.js';
import { text, type CloudauthResult } from '../cloudauth-result.js';
import type { Operation } from './operation.js';

/** The decoded response of `Initialize`. */
export interface InitializeResult {
  readonly transactionId: string;
  readonly protocol: string | undefined;
  readonly transactionUrl: string | undefined;
  readonly requestId: string | undefined;
  readonly livemode: boolean;
}

/** Not idempotent: every call creates a TransactionId, also for the same MerchantBizId. */
export const INITIALIZE = {
  name: 'Initialize',
  form: ['FacePictureBase64'],
  isIdempotent: false,
  successCodes: ['Success'],
  sdk: { method: 'initializeWithOptions', request: 'InitializeRequest' },
  decode: initializeResult,
} as const satisfies Operation<InitializeResult>;

/**
 * The successor of {@link INITIALIZE}: the same parameters and the same response, with both pictures in the form.
 * Source: the vendor's SDKs from 3.19.0 (June 2026); whether it accepts `FACE_LIVENESS` is not confirmed.
 */
export const INITIALIZE_V2 = {
  ...INITIALIZE,
  name: 'InitializeV2',
  form: ['FacePictureBase64', 'TargetFacePicture'],
  sdk: { method: 'initializeV2WithOptions', request: 'InitializeV2Request' },
} as const satisfies Operation<InitializeResult>;

/** The operation of a product. */
export function initializeOperation(
  name: 'Initialize' | 'InitializeV2',
): typeof INITIALIZE | typeof INITIALIZE_V2 {
  return name === 'Initialize' ? INITIALIZE : INITIALIZE_V2;
}

/** A plausibility check; the vendor documents neither lengths nor alphabets. */
const ID = /^[\w.:-]{1,128}$/;
/** Opaque: any text without control characters. */
const PROTOCOL = /^\P{Cc}{1,65536}$/u;
const ADDRESS = /^https:\/\/[\x21-\x7e]{1,8000}$/i;
/** An emulator may return plain http. */
const EMULATOR_ADDRESS = /^https?:\/\/[\x21-\x7e]{1,8000}$/i;

/** Validates the response, because clients and pages use these values. */
function initializeResult({ result, requestId, livemode }: CloudauthResult): InitializeResult {
  const transactionId = text(result['TransactionId']);
  const protocol = text(result['Protocol']);
  const transactionUrl = text(result['TransactionUrl']);
  if (transactionId === undefined) throw unusable('without a TransactionId', requestId);
  if (!ID.test(transactionId)) throw unusable('with a TransactionId that is no id', requestId);
  if (protocol !== undefined && !PROTOCOL.test(protocol)) {
    throw unusable('with a Protocol that has control characters or more than 65,536', requestId);
  }
  const address = livemode ? ADDRESS : EMULATOR_ADDRESS;
  if (transactionUrl !== undefined && !(address.test(transactionUrl) && URL.canParse(transactionUrl))) {
    throw unusable('with a TransactionUrl that is no absolute https address', requestId);
  }
  return { transactionId, protocol, transactionUrl, requestId, livemode };
}

function unusable(problem: string, requestId: string | undefined): IdVerificationError {
  return new IdVerificationError('vendor_response_unreadable', {
    message: `The vendor reported success ${problem}`,
    vendorCode: 'Success',
    ...(requestId !== undefined && { requestId }),
  });
}
