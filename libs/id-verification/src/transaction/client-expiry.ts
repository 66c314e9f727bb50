import { TRANSACTION_LIFETIME_MS } from './transaction.store.js';
import type { VerificationTransaction } from './verification-transaction.entity.js';

/**
 * Until when a client may rely on a TransactionId: counted from before the vendor was asked, so that nobody is told
 * of a second which the vendor does not grant.
 */
export function clientExpiry(row: Pick<VerificationTransaction, 'startedAt'>): Date {
  return new Date(row.startedAt.getTime() + TRANSACTION_LIFETIME_MS);
}
