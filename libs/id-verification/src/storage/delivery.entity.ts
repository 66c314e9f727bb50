import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { VerificationEntity } from './verification.entity.js';

const time = { type: 'timestamptz', precision: 3 } as const;

/** The state of a delivery. `DEAD_LETTERED`: all attempts failed; only `redeliver()` retries it. */
export type DeliveryState = 'PENDING' | 'DELIVERED' | 'DEAD_LETTERED';

/**
 * The delivery of one outcome to one handler: a row of a transactional outbox, inserted by the statement that writes
 * the verdict.
 */
@Entity({ name: 'id_verification_delivery' })
@Index('ix_id_verification_delivery_due', ['instance', 'nextAttemptAt'], { where: "state = 'PENDING'" })
@Index('ix_id_verification_delivery_handler', ['instance', 'handler', 'nextAttemptAt'], {
  where: "state = 'PENDING'",
})
@Index('ix_id_verification_delivery_dead_lettered', ['instance', 'handler'], {
  where: "state = 'DEAD_LETTERED'",
})
@Check('ck_id_verification_delivery_state', "state IN ('PENDING', 'DELIVERED', 'DEAD_LETTERED')")
export class DeliveryEntity {
  @PrimaryColumn('uuid', { name: 'verification_id', primaryKeyConstraintName: 'pk_id_verification_delivery' })
  readonly verificationId!: string;

  @PrimaryColumn('varchar', { length: 128, primaryKeyConstraintName: 'pk_id_verification_delivery' })
  readonly handler!: string;

  @ManyToOne(() => VerificationEntity, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'verification_id',
    foreignKeyConstraintName: 'fk_id_verification_delivery_verification',
  })
  readonly verification!: VerificationEntity;

  @Column('varchar', { length: 64 })
  readonly instance!: string;

  @Column('varchar', { length: 16 })
  readonly state!: DeliveryState;

  @Column('integer', { default: 0 })
  readonly attempts!: number;

  /** The token of the claim of the last attempt; null before one, or if the verdict's statement claimed it. */
  @Column('uuid', { name: 'lease_token', nullable: true })
  readonly leaseToken!: string | null;

  @Column({ ...time, name: 'next_attempt_at' })
  readonly nextAttemptAt!: Date;

  /** The class of the last error; never its message, which may contain personal data. */
  @Column('varchar', { name: 'last_error', length: 100, nullable: true })
  readonly lastError!: string | null;

  @Column({ ...time, name: 'created_at' })
  readonly createdAt!: Date;

  @Column({ ...time, name: 'delivered_at', nullable: true })
  readonly deliveredAt!: Date | null;
}
