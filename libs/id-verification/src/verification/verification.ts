import type { DropOffReason } from '../contract/drop-off-reason.js';
import { clientExpiry } from '../storage/client-expiry.js';
import type { VerificationStatus } from '../storage/verification-status.js';
import type { VerificationEntity } from '../storage/verification.entity.js';
import { verificationReason, type VerificationReason } from './verification-reason.js';

/**
 * A verification as it is stored.
 *
 * @publicApi
 */
export interface Verification {
  readonly merchantBizId: string;
  /** The vendor's id, once it gave one. */
  readonly transactionId: string | undefined;
  readonly status: VerificationStatus;
  /** The vendor's SubCode of a verdict, or the code that says why there is none. */
  readonly subCode: string | undefined;
  /** What the sub-code means, as far as it is known. */
  readonly reason: VerificationReason | undefined;
  /** Why the user did not finish, by the vendor's log; known about 30 minutes after the expiry. */
  readonly dropOffReason: DropOffReason | undefined;
  readonly sceneCode: string | undefined;
  /** The links that the host gave at the start. */
  readonly metadata: Readonly<Record<string, string>>;
  /** False for what an emulator returned; undefined without a response. */
  readonly livemode: boolean | undefined;
  readonly createdAt: Date;
  /** Until when the user must be done. */
  readonly expiresAt: Date | undefined;
  /** When it ended. */
  readonly completedAt: Date | undefined;
}

export function verification(row: VerificationEntity): Verification {
  return {
    merchantBizId: row.merchantBizId,
    transactionId: row.transactionId ?? undefined,
    status: row.status,
    subCode: row.subCode ?? undefined,
    reason: verificationReason(row.status, row.subCode),
    dropOffReason: row.dropOffReason ?? undefined,
    sceneCode: row.sceneCode ?? undefined,
    metadata: row.metadata,
    livemode: row.livemode ?? undefined,
    createdAt: row.createdAt,
    expiresAt: row.transactionId === null ? undefined : clientExpiry(row),
    completedAt: row.completedAt ?? undefined,
  };
}
