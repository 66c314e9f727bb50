import { IdVerificationError } from '../../errors/id-verification.error.js';
import { text, type CloudauthResult } from '../cloudauth-result.js';
import type { Operation } from './operation.js';

/** What `Initialize` gives. */
export interface InitializeResult {
  readonly transactionId: string;
  readonly protocol: string | undefined;
  readonly transactionUrl: string | undefined;
  readonly requestId: string | undefined;
  readonly livemode: boolean;
}

/** Every call makes another TransactionId, for the same MerchantBizId too. */
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

/** Clients and pages act on these values, so they are checked like those of callers. */
function initializeResult({ result, requestId, livemode }: CloudauthResult): InitializeResult {
  const transactionId = text(result['TransactionId']);
  const protocol = text(result['Protocol']);
  const transactionUrl = text(result['TransactionUrl']);
  const problem =
    transactionId === undefined
      ? 'without a TransactionId'
      : !/^[\w.:-]{1,64}$/.test(transactionId)
        ? 'with a TransactionId that is no id'
        : protocol !== undefined && !/^[\x21-\x7e]{1,10000}$/.test(protocol)
          ? 'with a Protocol that is no visible text'
          : transactionUrl !== undefined && !isWebAddress(transactionUrl, livemode)
            ? 'with a TransactionUrl that is no absolute https address'
            : undefined;
  if (transactionId === undefined || problem !== undefined) {
    throw new IdVerificationError('vendor_response_unreadable', {
      message: `The vendor reported success ${problem}`,
      vendorCode: 'Success',
      ...(requestId !== undefined && { requestId }),
    });
  }
  return { transactionId, protocol, transactionUrl, requestId, livemode };
}

/** An emulator may give plain http. */
function isWebAddress(address: string, livemode: boolean): boolean {
  return (
    (livemode ? /^https:\/\//i : /^https?:\/\//i).test(address) &&
    /^[\x21-\x7e]{1,2048}$/.test(address) &&
    URL.canParse(address)
  );
}
