import type { Operation } from './operation.js';

/**
 * Deletes what the vendor holds of a verification: text, images and video. Gives whether the vendor says that it did;
 * what it responds to a second call is not documented.
 */
export const DELETE_VERIFY_RESULT = {
  name: 'DeleteVerifyResult',
  isIdempotent: false,
  // The vendor's SDKs document `200`; no source shows what the service sends.
  successCodes: ['200', 'Success', 'success', 'SUCCESS'],
  sdk: { method: 'deleteVerifyResultWithOptions', request: 'DeleteVerifyResultRequest' },
  decode: ({ result }) => result['DeleteResult'] === 'Y',
} as const satisfies Operation<boolean>;
