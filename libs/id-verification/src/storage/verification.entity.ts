import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DropOffReason } from '../contract/drop-off-reason.js';
import type { VerificationReason } from './verification-reason.js';
import { VERIFICATION_STATUSES, type VerificationStatus } from './verification-status.js';

/** Precision of milliseconds, so that a JavaScript Date represents a stored time exactly. */
const time = { type: 'timestamptz', precision: 3 } as const;

/**
 * The vendor's parameters that are stored with a verification, NULL if absent. Each has a row here, a property of the
 * same name below and a column in the migration.
 */
export const STORED_PARAMETERS = [
  'productCode',
  'sceneCode',
  'securityLevel',
  'model',
  'docVideo',
  'appQualityCheck',
] as const satisfies readonly (keyof VerificationEntity)[];

/**
 * One verification: links the caller's MerchantBizId and user to the vendor's TransactionId, with its status. The user
 * is a keyed hash, or plain with `merchantUserId: 'plain'`; `metadata` is what the host puts into it.
 *
 * @publicApi
 */
@Entity({ name: 'id_verification' })
@Index('uq_id_verification_biz_id', ['instance', 'merchantBizId'], { unique: true })
@Index('uq_id_verification_transaction_id', ['transactionId'], {
  unique: true,
  where: 'transaction_id IS NOT NULL',
})
@Index('uq_id_verification_check_request_id', ['instance', 'checkRequestId'], {
  unique: true,
  where: "status IN ('PASSED', 'FAILED')",
})
@Index('ix_id_verification_due', ['instance', 'nextCheckAt'], { where: "status = 'PENDING'" })
@Index('ix_id_verification_initializing', ['instance', 'nextCheckAt'], { where: "status = 'INITIALIZING'" })
@Index('ix_id_verification_check_requested', ['instance', 'nextCheckAt'], {
  where:
    "status = 'PENDING' AND check_requested_at IS NOT NULL AND (checked_at IS NULL OR check_requested_at > checked_at)",
})
@Index('ix_id_verification_final_check', ['instance', 'nextCheckAt'], {
  where: "status = 'PENDING' AND next_check_at >= expires_at",
})
@Index('ix_id_verification_newest', ['instance', 'createdAt', 'id'])
@Index('ix_id_verification_status', ['instance', 'status', 'createdAt', 'id'])
@Index('ix_id_verification_reason', ['instance', 'reason', 'createdAt', 'id'], {
  where: 'reason IS NOT NULL',
})
@Index('ix_id_verification_product', ['instance', 'productCode', 'createdAt', 'id'])
@Index('ix_id_verification_tenant', ['instance', 'tenant', 'createdAt', 'id'], {
  where: 'tenant IS NOT NULL',
})
@Index('ix_id_verification_user', ['instance', 'merchantUserId', 'createdAt', 'id'])
@Index('ix_id_verification_completed', ['instance', 'completedAt'], {
  where: 'completed_at IS NOT NULL',
})
@Index('ix_id_verification_follow_up', ['instance', 'nextFollowUpAt'], {
  where: 'next_follow_up_at IS NOT NULL',
})
// On an expression, which TypeORM cannot describe: the migration has it.
@Index('ix_id_verification_own_retention', { synchronize: false })
@Check(
  'ck_id_verification_status',
  `status IN (${VERIFICATION_STATUSES.map((status) => `'${status}'`).join(', ')})`,
)
@Check(
  'ck_id_verification_pending',
  "status NOT IN ('PENDING', 'PASSED', 'FAILED') OR (transaction_id IS NOT NULL AND expires_at IS NOT NULL)",
)
@Check('ck_id_verification_link', "status = 'PENDING' OR (protocol IS NULL AND transaction_url IS NULL)")
export class VerificationEntity {
  /** A UUID of version 7; callback tokens are derived from it. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_id_verification' })
  readonly id!: string;

  /** The module instance that inserted the row. */
  @Column('varchar', { length: 64 })
  readonly instance!: string;

  @Column('varchar', { name: 'merchant_biz_id', length: 32 })
  readonly merchantBizId!: string;

  /** The vendor's id of the flow. */
  @Column('varchar', { name: 'transaction_id', length: 128, nullable: true })
  readonly transactionId!: string | null;

  /** A keyed hash, unless the option `merchantUserId` is `'plain'`. */
  @Column('text', { name: 'merchant_user_id' })
  readonly merchantUserId!: string;

  /** The id of the key for `merchantUserId` and `requestFingerprint`. */
  @Column('varchar', { name: 'hash_key_id', length: 32 })
  readonly hashKeyId!: string;

  @Column('varchar', { name: 'request_fingerprint', length: 64 })
  readonly requestFingerprint!: string;

  /** A hash of the account and the region of Initialize, if they are known. */
  @Column('varchar', { name: 'vendor_account', length: 64, nullable: true })
  readonly vendorAccount!: string | null;

  /** Whose account it was initialized with; null for that of the options. */
  @Column('varchar', { length: 64, nullable: true })
  readonly tenant!: string | null;

  @Column('varchar', { name: 'product_code', length: 32 })
  readonly productCode!: string;

  @Column('varchar', { name: 'scene_code', length: 10, nullable: true })
  readonly sceneCode!: string | null;

  @Column('varchar', { name: 'security_level', length: 2 })
  readonly securityLevel!: string;

  @Column('varchar', { length: 32, nullable: true })
  readonly model!: string | null;

  @Column('varchar', { name: 'doc_video', length: 1, nullable: true })
  readonly docVideo!: string | null;

  @Column('varchar', { name: 'app_quality_check', length: 1, nullable: true })
  readonly appQualityCheck!: string | null;

  /** Metadata of the host. */
  @Column('jsonb', { default: {} })
  readonly metadata!: Record<string, string>;

  /** The days from the end to the purge; null if the option `retentionDays` applies. */
  @Column('integer', { name: 'retention_days', nullable: true })
  readonly retentionDays!: number | null;

  @Column('varchar', { length: 16 })
  readonly status!: VerificationStatus;

  /** The vendor's SubCode of a verdict, or the library's code for an end without a verdict. */
  @Column('varchar', { name: 'sub_code', length: 100, nullable: true })
  readonly subCode!: string | null;

  /** The meaning of status and sub-code; null while it is open. */
  @Column('varchar', { length: 32, nullable: true })
  readonly reason!: VerificationReason | null;

  /** False if an emulator responded; null before a response. */
  @Column('boolean', { nullable: true })
  readonly livemode!: boolean | null;

  /** Kept while PENDING only, to repeat a response that got lost. */
  @Column('text', { nullable: true })
  readonly protocol!: string | null;

  /** Kept while PENDING only, to repeat a response that got lost. */
  @Column('text', { name: 'transaction_url', nullable: true })
  readonly transactionUrl!: string | null;

  /** The vendor's RequestId of Initialize. */
  @Column('varchar', { name: 'initialize_request_id', length: 128, nullable: true })
  readonly initializeRequestId!: string | null;

  /** The vendor's RequestId of the CheckResult that gave the verdict. */
  @Column('varchar', { name: 'check_request_id', length: 128, nullable: true })
  readonly checkRequestId!: string | null;

  /** The token of the current lease, which every write of a worker compares. */
  @Column('uuid', { name: 'lease_token', nullable: true })
  readonly leaseToken!: string | null;

  @Column({ ...time, name: 'lease_expires_at', nullable: true })
  readonly leaseExpiresAt!: Date | null;

  /** When the next check is due. */
  @Column({ ...time, name: 'next_check_at' })
  readonly nextCheckAt!: Date;

  /** The number of consecutive attempts without a response. */
  @Column('integer', { default: 0 })
  readonly attempts!: number;

  /** When the Initialize call began; the expiry that clients get is counted from here. */
  @Column({ ...time, name: 'initialize_started_at' })
  readonly initializeStartedAt!: Date;

  /** When the TransactionId expires at the latest, counted from the vendor's response. */
  @Column({ ...time, name: 'expires_at', nullable: true })
  readonly expiresAt!: Date | null;

  @Column({ ...time, name: 'completed_at', nullable: true })
  readonly completedAt!: Date | null;

  /** When it was last claimed for a check; null after one that sent nothing. */
  @Column({ ...time, name: 'claimed_at', nullable: true })
  readonly claimedAt!: Date | null;

  @Column({ ...time, name: 'check_requested_at', nullable: true })
  readonly checkRequestedAt!: Date | null;

  @Column({ ...time, name: 'checked_at', nullable: true })
  readonly checkedAt!: Date | null;

  /** Since when the vendor has reported the TransactionId as unknown, after the expiry. */
  @Column({ ...time, name: 'invalid_since', nullable: true })
  readonly invalidSince!: Date | null;

  /** When the follow-up is due: evidence for the sink, or the vendor's log of an expiry. */
  @Column({ ...time, name: 'next_follow_up_at', nullable: true })
  readonly nextFollowUpAt!: Date | null;

  @Column('integer', { name: 'follow_up_attempts', default: 0 })
  readonly followUpAttempts!: number;

  /** Why the user did not finish, according to the vendor's log. */
  @Column('varchar', { name: 'drop_off_reason', length: 32, nullable: true })
  readonly dropOffReason!: DropOffReason | null;

  /** The page on which the user left, as the vendor names it. */
  @Column('varchar', { name: 'drop_off_page', length: 32, nullable: true })
  readonly dropOffPage!: string | null;

  @Column({ ...time, name: 'created_at' })
  readonly createdAt!: Date;

  @Column({ ...time, name: 'updated_at' })
  readonly updatedAt!: Date;
}
