import { TRANSACTION_LIFETIME_MS } from './verification.store.js';
import type { VerificationEntity } from './verification.entity.js';

/**
 * Until when a client may rely on a TransactionId: counted from before the vendor was called, so that no client is given
 * of a second which the vendor does not grant.
 */
export function clientExpiry(row: Pick<VerificationEntity, 'initializeStartedAt'>): Date {
  return new Date(row.initializeStartedAt.getTime() + TRANSACTION_LIFETIME_MS);
}
