import { clientExpiry } from '../../storage/client-expiry.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';

/**
 * A verification that is ready for the user.
 *
 * @publicApi
 */
export interface InitializedVerification {
  readonly merchantBizId: string;
  /** The vendor's id of the flow, which the client SDK needs. */
  readonly transactionId: string;
  /** Saves the client SDK round trips; pass it to the client if its SDK accepts it. */
  readonly protocol: string | undefined;
  /** The page to open in a browser. It works once. */
  readonly transactionUrl: string | undefined;
  readonly status: 'PENDING';
  /** When the verification expires. */
  readonly expiresAt: Date;
  /** True when this is the stored response of an earlier request. */
  readonly replayed: boolean;
  /** False when an emulator responded. */
  readonly livemode: boolean;
}

/** The stored response of a pending row. */
export function initializedVerification(row: VerificationEntity, replayed: boolean): InitializedVerification {
  if (row.status !== 'PENDING' || row.transactionId === null) {
    // A check constraint of the table requires a TransactionId for a pending row.
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
