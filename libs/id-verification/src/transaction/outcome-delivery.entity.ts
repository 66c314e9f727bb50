import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { VerificationTransaction } from './verification-transaction.entity.js';

const time = { type: 'timestamptz', precision: 3 } as const;

/** How far a delivery has come. `DEAD` stands after its attempts are used up, until it is delivered again by hand. */
export type DeliveryState = 'OPEN' | 'DELIVERED' | 'DEAD';

/** One outcome on its way to one handler. Written by the statement that writes the verdict. */
@Entity({ name: 'id_verification_delivery' })
@Index('ix_id_verification_delivery_due', ['instance', 'nextAttemptAt'], { where: "state = 'OPEN'" })
@Index('ix_id_verification_delivery_handler', ['instance', 'handler', 'nextAttemptAt'], {
  where: "state = 'OPEN'",
})
@Index('ix_id_verification_delivery_dead', ['instance', 'handler'], { where: "state = 'DEAD'" })
@Check('ck_id_verification_delivery_state', "state IN ('OPEN', 'DELIVERED', 'DEAD')")
export class OutcomeDelivery {
  @PrimaryColumn('uuid', { name: 'verification_id', primaryKeyConstraintName: 'pk_id_verification_delivery' })
  readonly verificationId!: string;

  @PrimaryColumn('varchar', { length: 128, primaryKeyConstraintName: 'pk_id_verification_delivery' })
  readonly handler!: string;

  @ManyToOne(() => VerificationTransaction, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'verification_id',
    foreignKeyConstraintName: 'fk_id_verification_delivery_transaction',
  })
  readonly verification!: VerificationTransaction;

  @Column('varchar', { length: 64 })
  readonly instance!: string;

  @Column('varchar', { length: 16 })
  readonly state!: DeliveryState;

  @Column('integer', { default: 0 })
  readonly attempts!: number;

  @Column({ ...time, name: 'next_attempt_at' })
  readonly nextAttemptAt!: Date;

  /** The kind of the last failure; never its message, which might hold personal data. */
  @Column('varchar', { name: 'last_error', length: 100, nullable: true })
  readonly lastError!: string | null;

  @Column({ ...time, name: 'created_at' })
  readonly createdAt!: Date;

  @Column({ ...time, name: 'delivered_at', nullable: true })
  readonly deliveredAt!: Date | null;
}
