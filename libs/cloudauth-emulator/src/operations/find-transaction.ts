import { Refusal } from '../responses/response.js';
import type { Transaction } from '../transactions/transaction.js';
import type { VerificationStore } from '../transactions/transaction-store.js';
import type { OperationCall } from './operation.js';

/**
 * The transaction of a call. `TransactionIdInvalid` when there is none, it was purged or deleted, it belongs to another
 * account, or the MerchantBizId of the call differs.
 */
export function findTransaction(
  store: VerificationStore,
  { parameters, account }: OperationCall,
): Transaction | Refusal {
  const transaction = store.find(parameters['TransactionId'] ?? '');
  const merchantBizId = parameters['MerchantBizId'];
  if (transaction === undefined || transaction.account !== account || transaction.resultDeleted)
    return new Refusal('TransactionIdInvalid');
  if (merchantBizId && merchantBizId !== transaction.merchantBizId)
    return new Refusal('TransactionIdInvalid');
  return transaction;
}
