import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { VerificationEventType } from './verification-event.js';
import type { VerificationStatus } from './verification-status.js';
import { VerificationEntity } from './verification.entity.js';

const time = { type: 'timestamptz', precision: 3 } as const;

/**
 * One event of a verification: inserted by the statement that changes the verification, and never updated. Events are
 * deleted with their verification, except those of operators, which have no link to it but a keyed hash of its
 * MerchantBizId, and a retention of their own.
 */
@Entity({ name: 'id_verification_event' })
@Index('ix_id_verification_event_verification', ['verificationId'], { where: 'verification_id IS NOT NULL' })
@Index('ix_id_verification_event_id_hash', ['instance', 'idHash'], { where: 'id_hash IS NOT NULL' })
@Index('ix_id_verification_event_operator', ['instance', 'at'], { where: 'actor IS NOT NULL' })
@Check(
  'ck_id_verification_event_subject',
  '(verification_id IS NULL) = (id_hash IS NOT NULL) AND (id_hash IS NULL) = (actor IS NULL)',
)
export class EventEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_id_verification_event',
  })
  readonly id!: string;

  @Column('varchar', { length: 64 })
  readonly instance!: string;

  /** Null for an operator's event. */
  @Column('uuid', { name: 'verification_id', nullable: true })
  readonly verificationId!: string | null;

  @ManyToOne(() => VerificationEntity, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'verification_id',
    foreignKeyConstraintName: 'fk_id_verification_event_verification',
  })
  readonly verification!: VerificationEntity | null;

  /** A keyed hash of the MerchantBizId, for an operator's event. */
  @Column('varchar', { name: 'id_hash', length: 64, nullable: true })
  readonly idHash!: string | null;

  @Column('varchar', { length: 32 })
  readonly type!: VerificationEventType;

  @Column({ ...time })
  readonly at!: Date;

  /** The status of an end. */
  @Column('varchar', { length: 16, nullable: true })
  readonly status!: VerificationStatus | null;

  /** A code of the vendor or the library, or the class of an error; never a message, which may contain personal data. */
  @Column('varchar', { length: 100, nullable: true })
  readonly code!: string | null;

  /** The vendor's RequestId. */
  @Column('varchar', { name: 'request_id', length: 128, nullable: true })
  readonly requestId!: string | null;

  @Column('varchar', { length: 128, nullable: true })
  readonly handler!: string | null;

  @Column('integer', { nullable: true })
  readonly attempt!: number | null;

  /** The operator, as the host names them. */
  @Column('varchar', { length: 100, nullable: true })
  readonly actor!: string | null;

  /** The operator's reason. */
  @Column('varchar', { length: 500, nullable: true })
  readonly reason!: string | null;
}
