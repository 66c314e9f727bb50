import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const time = { type: 'timestamptz', precision: 3 } as const;

/**
 * The state of an erasure: `ERASING` until the verification is deleted from the database, `DELETING` until the vendor
 * has responded, then `DONE`.
 */
export type ErasureState = 'ERASING' | 'DELETING' | 'DONE';

/**
 * The deletion at the vendor: `PENDING` (still retried), `DELETED`, `UNSUPPORTED` for this product, or `NEVER_THERE`
 * (the vendor never had data). The vendor deletes all data after 30 days in any case.
 */
export type VendorDeletion = 'PENDING' | 'DELETED' | 'UNSUPPORTED' | 'NEVER_THERE';

/** The receipt of an erasure. Its links to the verification are removed when it is done. */
@Entity({ name: 'id_verification_erasure' })
@Index('ix_id_verification_erasure_id_hash', ['instance', 'idHash'])
@Index('ix_id_verification_erasure_erasing', ['instance', 'verificationId'], { where: "state = 'ERASING'" })
@Index('ix_id_verification_erasure_deleting', ['instance', 'nextAttemptAt'], { where: "state = 'DELETING'" })
@Check('ck_id_verification_erasure_state', "state IN ('ERASING', 'DELETING', 'DONE')")
@Check(
  'ck_id_verification_erasure_vendor',
  "vendor_deletion IN ('PENDING', 'DELETED', 'UNSUPPORTED', 'NEVER_THERE')",
)
export class ErasureEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_id_verification_erasure' })
  readonly id!: string;

  @Column('varchar', { length: 64 })
  readonly instance!: string;

  /** A keyed hash of the MerchantBizId, so that a repeated request finds its receipt. */
  @Column('varchar', { name: 'id_hash', length: 64 })
  readonly idHash!: string;

  @Column('varchar', { length: 16 })
  readonly state!: ErasureState;

  @Column('varchar', { name: 'vendor_deletion', length: 16 })
  readonly vendorDeletion!: VendorDeletion;

  /** Null once the row is deleted. */
  @Column('uuid', { name: 'verification_id', nullable: true })
  readonly verificationId!: string | null;

  /** Null once the vendor has responded. */
  @Column('varchar', { name: 'transaction_id', length: 128, nullable: true })
  readonly transactionId!: string | null;

  /** A hash of the account and the region that the verification was initialized with, where they are known. */
  @Column('varchar', { name: 'vendor_account', length: 64, nullable: true })
  readonly vendorAccount!: string | null;

  /** Whose account deletes at the vendor; null for that of the options, and once the vendor has responded. */
  @Column('varchar', { length: 64, nullable: true })
  readonly tenant!: string | null;

  @Column('integer', { default: 0 })
  readonly attempts!: number;

  @Column({ ...time, name: 'next_attempt_at' })
  readonly nextAttemptAt!: Date;

  @Column({ ...time, name: 'requested_at' })
  readonly requestedAt!: Date;

  @Column({ ...time, name: 'erased_at', nullable: true })
  readonly erasedAt!: Date | null;

  /** When the vendor deletes the data at the latest. */
  @Column({ ...time, name: 'vendor_deletes_at', nullable: true })
  readonly vendorDeletesAt!: Date | null;
}
