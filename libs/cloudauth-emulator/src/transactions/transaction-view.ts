import { statusOf, type Outcome, type Transaction, type TransactionStatus } from './transaction.js';

/** A transaction in the control interface. Times are milliseconds since 1970 on the emulator's clock. */
export interface TransactionView {
  readonly transactionId: string;
  readonly merchantBizId: string;
  readonly account: string;
  readonly status: TransactionStatus;
  readonly transactionUrl: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly callbackUrl: string | undefined;
  readonly openedAt: number | undefined;
  readonly leftAt: number | undefined;
  readonly outcome: Outcome | undefined;
  /** When CheckResult first returned the outcome. */
  readonly resultReadAt: number | undefined;
}

/** The view of a transaction, without its tokens. */
export function viewOf(transaction: Transaction, now: number, transactionUrl: string): TransactionView {
  const { transactionId, merchantBizId, account, createdAt, expiresAt, callbackUrl } = transaction;
  const { openedAt, leftAt, outcome, resultReadAt } = transaction;
  return {
    transactionId,
    merchantBizId,
    account,
    status: statusOf(transaction, now),
    transactionUrl,
    createdAt,
    expiresAt,
    callbackUrl,
    openedAt,
    leftAt,
    outcome,
    resultReadAt,
  };
}
