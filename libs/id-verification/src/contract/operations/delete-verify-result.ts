import type { Operation } from './operation.js';

/**
 * Deletes the vendor's data of a verification: text, images and video. The result is whether the vendor reports
 * success; the response to a second call is not documented.
 */
export const DELETE_VERIFY_RESULT = {
  name: 'DeleteVerifyResult',
  isIdempotent: false,
  // The vendor's SDKs document `200`; no source shows an actual response.
  successCodes: ['200', 'Success', 'success', 'SUCCESS'],
  sdk: { method: 'deleteVerifyResultWithOptions', request: 'DeleteVerifyResultRequest' },
  decode: ({ result }) => result['DeleteResult'] === 'Y',
} as const satisfies Operation<boolean>;
