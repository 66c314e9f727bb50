/** How a user's verification ended. */
export interface Outcome {
  readonly finishedAt: number;
  readonly passed: 'Y' | 'N';
  readonly subCode: string;
}

/**
 * One verification, in memory and in the state file. Times are milliseconds since 1970 on the emulator's clock.
 * MetaInfo and MerchantUserId are not kept: nothing needs them after `Initialize`.
 */
export interface Transaction {
  readonly transactionId: string;
  readonly merchantBizId: string;
  readonly account: string;
  readonly createdAt: number;
  /** When the user can no longer finish. */
  readonly expiresAt: number;
  readonly callbackUrl?: string;
  readonly callbackToken?: string;
  readonly returnUrl?: string;
  /** Whether a video was requested. */
  readonly docVideo?: true;
  readonly openedAt?: number;
  /** Proves that a form was sent from the page that opened the transaction. */
  readonly pageSession?: string;
  readonly leftAt?: number;
  readonly outcome?: Outcome;
  /** When CheckResult first returned the outcome. */
  readonly resultReadAt?: number;
  readonly imageDeleted?: true;
  readonly resultDeleted?: true;
}

/** The state of a transaction at a time. */
export type TransactionStatus = 'waiting' | 'opened' | 'left' | 'finished' | 'expired' | 'deleted';

/** Results and logs are kept for 30 days after completion. */
export const RETENTION_MS = 30 * 24 * 3600_000;

/** The status at `now`. */
export function statusOf(transaction: Transaction, now: number): TransactionStatus {
  if (transaction.resultDeleted) return 'deleted';
  if (transaction.outcome !== undefined) return 'finished';
  if (now >= transaction.expiresAt) return 'expired';
  if (transaction.leftAt !== undefined) return 'left';
  return transaction.openedAt === undefined ? 'waiting' : 'opened';
}

/** When the vendor deletes the transaction: 30 days after its end. */
export function forgottenAt(transaction: Transaction): number {
  return (transaction.outcome?.finishedAt ?? transaction.expiresAt) + RETENTION_MS;
}
