import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { DropOffReason } from '../contract/drop-off-reason.js';
import type { VerificationReason } from './verification-reason.js';
import type { VerificationStatus } from './verification-status.js';

const time = { type: 'timestamptz', precision: 3 } as const;

/** Verifications by status, reason, drop-off reason and drop-off page. */
export type StoredCount = readonly [
  VerificationStatus,
  VerificationReason | null,
  DropOffReason | null,
  string | null,
  number,
];

/** Verdicts by the whole seconds that they took. */
export type StoredSeconds = readonly [seconds: number, count: number];

/**
 * The statistics of the verifications that were created in one hour or on one day, in UTC. They contain nothing about a
 * single verification.
 */
@Entity({ name: 'id_verification_roll_up' })
export class RollUpEntity {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_id_verification_roll_up' })
  readonly instance!: string;

  @PrimaryColumn('varchar', { length: 4, primaryKeyConstraintName: 'pk_id_verification_roll_up' })
  readonly bucket!: 'hour' | 'day';

  @PrimaryColumn({ ...time, name: 'starts_at', primaryKeyConstraintName: 'pk_id_verification_roll_up' })
  readonly startsAt!: Date;

  @Column('jsonb')
  readonly counts!: readonly StoredCount[];

  @Column('jsonb')
  readonly seconds!: readonly StoredSeconds[];
}

/**
 * A change of a verification that had ended: it was deleted, or is initialized again. Until the hour of its creation is
 * counted again, the roll-ups of that hour and day are not used.
 */
@Entity({ name: 'id_verification_roll_up_change' })
@Index('ix_id_verification_roll_up_change', ['instance', 'createdAt'])
export class RollUpChangeEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_id_verification_roll_up_change',
  })
  readonly id!: string;

  @Column('varchar', { length: 64 })
  readonly instance!: string;

  /** When the verification was created. */
  @Column({ ...time, name: 'created_at' })
  readonly createdAt!: Date;
}
