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

function initializeResult({ result, requestId, livemode }: CloudauthResult): InitializeResult {
  const transactionId = text(result['TransactionId']);
  if (transactionId === undefined) {
    throw new IdVerificationError('vendor_response_unreadable', {
      message: 'The vendor reported success without a TransactionId',
      vendorCode: 'Success',
      ...(requestId !== undefined && { requestId }),
    });
  }
  return {
    transactionId,
    protocol: text(result['Protocol']),
    transactionUrl: text(result['TransactionUrl']),
    requestId,
    livemode,
  };
}
