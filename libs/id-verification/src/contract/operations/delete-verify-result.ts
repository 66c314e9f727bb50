import type { Operation } from './operation.js';

/**
 * Deletes what the vendor holds of a verification: text, images and video. Gives whether the vendor says that it did;
 * what it responds to a second call is not documented.
 */
export const DELETE_VERIFY_RESULT = {
  name: 'DeleteVerifyResult',
  isIdempotent: false,
  successCodes: ['Success'],
  sdk: { method: 'deleteVerifyResultWithOptions', request: 'DeleteVerifyResultRequest' },
  decode: ({ result }) => result['DeleteResult'] === 'Y',
} as const satisfies Operation<boolean>;
