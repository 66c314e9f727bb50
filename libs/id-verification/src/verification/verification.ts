import type { DropOffReason } from '../contract/drop-off-reason.js';
import { clientExpiry } from '../storage/client-expiry.js';
import type { VerificationStatus } from '../storage/verification-status.js';
import type { VerificationEntity } from '../storage/verification.entity.js';
import { vendorSubCode, type VerificationReason } from '../storage/verification-reason.js';

/**
 * A stored verification.
 *
 * @publicApi
 */
export interface Verification {
  readonly merchantBizId: string;
  /** The vendor's id of the flow; undefined before its response. */
  readonly transactionId: string | undefined;
  readonly status: VerificationStatus;
  /** The vendor's SubCode of a verdict, or its code that refused Initialize; undefined for an end without either. */
  readonly subCode: string | undefined;
  /** The meaning of status and sub-code. */
  readonly reason: VerificationReason | undefined;
  /** Why the user did not finish, according to the vendor's log; known about 30 minutes after the expiry. */
  readonly dropOffReason: DropOffReason | undefined;
  /** The page on which the user left, as the vendor names it, for example `FACE`; known at the same time. */
  readonly dropOffPage: string | undefined;
  /** Whose account it was initialized with; undefined for that of the options. */
  readonly tenant: string | undefined;
  readonly productCode: string;
  readonly sceneCode: string | undefined;
  /** The metadata of the host. */
  readonly metadata: Readonly<Record<string, string>>;
  /** False if an emulator responded; undefined without a response. */
  readonly livemode: boolean | undefined;
  readonly createdAt: Date;
  /** When its status or its metadata last changed. */
  readonly updatedAt: Date;
  /** When the vendor last responded to a check; undefined before. */
  readonly checkedAt: Date | undefined;
  /** When the verification expires. */
  readonly expiresAt: Date | undefined;
  /** When it ended. */
  readonly completedAt: Date | undefined;
}

export function verification(row: VerificationEntity): Verification {
  return {
    merchantBizId: row.merchantBizId,
    transactionId: row.transactionId ?? undefined,
    status: row.status,
    subCode: vendorSubCode(row.status, row.subCode),
    reason: row.reason ?? undefined,
    dropOffReason: row.dropOffReason ?? undefined,
    dropOffPage: row.dropOffPage ?? undefined,
    tenant: row.tenant ?? undefined,
    productCode: row.productCode,
    sceneCode: row.sceneCode ?? undefined,
    metadata: row.metadata,
    livemode: row.livemode ?? undefined,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    checkedAt: row.checkedAt ?? undefined,
    expiresAt: row.transactionId === null ? undefined : clientExpiry(row),
    completedAt: row.completedAt ?? undefined,
  };
}
