import { clientExpiry } from '../../storage/client-expiry.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';

/**
 * A verification that the user can go through now.
 *
 * @publicApi
 */
export interface InitializedVerification {
  readonly merchantBizId: string;
  /** The vendor's id of the flow, which the client SDK needs. */
  readonly transactionId: string;
  /** Saves the client SDK round trips; hand it on where the client takes it. */
  readonly protocol: string | undefined;
  /** The page to open in a browser. It works once. */
  readonly transactionUrl: string | undefined;
  readonly status: 'PENDING';
  /** Until when the user must be done. */
  readonly expiresAt: Date;
  /** True when an earlier request had started it and this is the same response again. */
  readonly replayed: boolean;
  /** False when an emulator responded. */
  readonly livemode: boolean;
}

/** The stored response of a pending row. */
export function initializedVerification(row: VerificationEntity, replayed: boolean): InitializedVerification {
  if (row.status !== 'PENDING' || row.transactionId === null) {
    // The table's check constraint keeps a pending row from existing without its TransactionId.
    throw new Error(`a row that is ${row.status} holds no response`);
  }
  return {
    merchantBizId: row.merchantBizId,
    transactionId: row.transactionId,
    protocol: row.protocol ?? undefined,
    transactionUrl: row.transactionUrl ?? undefined,
    status: row.status,
    expiresAt: clientExpiry(row),
    replayed,
    livemode: row.livemode ?? false,
  };
}
