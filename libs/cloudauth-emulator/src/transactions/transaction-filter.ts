import { integer, oneOf, text } from '../validation/checks.js';
import { fieldProblems, optional } from '../validation/fields.js';
import { InvalidInputError } from '../validation/invalid-input.error.js';
import type { TransactionStatus } from './transaction.js';
import type { TransactionView } from './transaction-view.js';

/** Picks transactions. */
export interface TransactionFilter {
  readonly merchantBizId?: string;
  readonly status?: TransactionStatus;
  /** At most so many, the latest ones. */
  readonly limit?: number;
}

const FIELDS = {
  merchantBizId: optional(text(100)),
  status: optional(oneOf('waiting', 'opened', 'left', 'finished', 'expired', 'deleted')),
  limit: optional(integer(0)),
};

/** @throws InvalidInputError when `value` is not a filter. */
export function assertTransactionFilter(value: unknown): asserts value is TransactionFilter {
  InvalidInputError.throwIfAny('query', fieldProblems(value, FIELDS));
}

/** The transactions that match the filter, in their order. */
export function filterTransactions(
  transactions: readonly TransactionView[],
  { merchantBizId, status, limit }: TransactionFilter,
): TransactionView[] {
  const found = transactions.filter(
    (transaction) =>
      (merchantBizId === undefined || transaction.merchantBizId === merchantBizId) &&
      (status === undefined || transaction.status === status),
  );
  return limit === undefined ? found : found.slice(Math.max(0, found.length - limit));
}
