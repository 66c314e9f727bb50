import { Column, Entity, PrimaryColumn } from 'typeorm';

const time = { type: 'timestamptz', precision: 3 } as const;

/** An outcome handler that a release of the host registered, by its stable name. */
@Entity({ name: 'id_verification_handler' })
export class HandlerEntity {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_id_verification_handler' })
  readonly instance!: string;

  @PrimaryColumn('varchar', { length: 128, primaryKeyConstraintName: 'pk_id_verification_handler' })
  readonly name!: string;

  /** The outcomes that are delivered to it. */
  @Column('text', { array: true })
  readonly outcomes!: string[];

  /** Outcomes before this time are not delivered to it. */
  @Column({ ...time, name: 'registered_at' })
  readonly registeredAt!: Date;

  /** The last heartbeat of a process that registers it. */
  @Column({ ...time, name: 'last_heartbeat_at' })
  readonly lastHeartbeatAt!: Date;
}
