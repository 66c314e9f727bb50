import { Column, Entity, PrimaryColumn } from 'typeorm';

const time = { type: 'timestamptz', precision: 3 } as const;

/** An outcome handler that some release of the host carries, by its stable name. */
@Entity({ name: 'id_verification_handler' })
export class HandlerEntity {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_id_verification_handler' })
  readonly instance!: string;

  @PrimaryColumn('varchar', { length: 128, primaryKeyConstraintName: 'pk_id_verification_handler' })
  readonly name!: string;

  /** The outcomes that it wants to hear of. */
  @Column('text', { array: true })
  readonly outcomes!: string[];

  /** Outcomes before this moment are not delivered to it. */
  @Column({ ...time, name: 'registered_at' })
  readonly registeredAt!: Date;

  /** When a process that carries it was last there. */
  @Column({ ...time, name: 'last_heartbeat_at' })
  readonly lastHeartbeatAt!: Date;
}
