import type { VerificationQuery } from '../../../libs/id-verification/dist/storage/verification.store.js';

/** The query of a list without a filter. */
export const EVERY_VERIFICATION: Omit<VerificationQuery, 'limit'> = {
  statuses: undefined,
  reasons: undefined,
  transactionId: undefined,
  productCode: undefined,
  tenant: undefined,
  merchantUserIds: undefined,
  createdFrom: undefined,
  createdBefore: undefined,
  after: undefined,
};
