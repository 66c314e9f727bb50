import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const time = { type: 'timestamptz', precision: 3 } as const;

/**
 * How far an erasure has come: `ERASING` until nothing of the verification is left here, `DELETING` until the vendor
 * has responded, then `DONE`.
 */
export type ErasureState = 'ERASING' | 'DELETING' | 'DONE';

/**
 * What the vendor did: `PENDING` is still retried, `DELETED`, `UNSUPPORTED` for this product, `NEVER_THERE` where the
 * vendor never had anything. What is not deleted it deletes by itself after 30 days.
 */
export type VendorDeletion = 'PENDING' | 'DELETED' | 'UNSUPPORTED' | 'NEVER_THERE';

/** The receipt of an erasure. What ties it to a verification goes as soon as it is done. */
@Entity({ name: 'id_verification_erasure' })
@Index('ix_id_verification_erasure_id_hash', ['instance', 'idHash'])
@Index('ix_id_verification_erasure_due', ['instance', 'nextAttemptAt'], { where: "state <> 'DONE'" })
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

  /** Until the row is wiped. */
  @Column('uuid', { name: 'verification_id', nullable: true })
  readonly verificationId!: string | null;

  /** Until the vendor has responded. */
  @Column('varchar', { name: 'transaction_id', length: 128, nullable: true })
  readonly transactionId!: string | null;

  /** A hash of the account and the region that the verification was initialized with, where they are known. */
  @Column('varchar', { name: 'vendor_account', length: 64, nullable: true })
  readonly vendorAccount!: string | null;

  @Column('integer', { default: 0 })
  readonly attempts!: number;

  @Column({ ...time, name: 'next_attempt_at' })
  readonly nextAttemptAt!: Date;

  @Column({ ...time, name: 'requested_at' })
  readonly requestedAt!: Date;

  @Column({ ...time, name: 'erased_at', nullable: true })
  readonly erasedAt!: Date | null;

  /** When the vendor deletes by itself at the latest. */
  @Column({ ...time, name: 'vendor_deletes_at', nullable: true })
  readonly vendorDeletesAt!: Date | null;
}
