import { TRANSACTION_LIFETIME_MS } from '../contract/vendor-times.js';
import type { VerificationEntity } from './verification.entity.js';

/**
 * The expiry that clients get: counted from before the vendor call, so that it is never later than the vendor's expiry.
 */
export function clientExpiry(row: Pick<VerificationEntity, 'initializeStartedAt'>): Date {
  return new Date(row.initializeStartedAt.getTime() + TRANSACTION_LIFETIME_MS);
}
