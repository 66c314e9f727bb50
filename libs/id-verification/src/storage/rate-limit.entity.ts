import { Column, Entity, PrimaryColumn } from 'typeorm';

const key = { primaryKeyConstraintName: 'pk_id_verification_rate_limit' } as const;

/** The rate limit of one operation, shared by all processes of one vendor account. */
@Entity({ name: 'id_verification_rate_limit' })
export class RateLimitEntity {
  /** The host's name for the account: AccessKeys change, and several share one limit. */
  @PrimaryColumn('varchar', { ...key, length: 64 })
  readonly account!: string;

  /** The vendor's limit is per region. */
  @PrimaryColumn('varchar', { ...key, length: 255 })
  readonly endpoint!: string;

  @PrimaryColumn('varchar', { ...key, length: 32 })
  readonly operation!: string;

  @Column('integer', { name: 'per_second' })
  readonly perSecond!: number;

  /** The window for `perSecond` permits: one second plus the safety margin. */
  @Column('integer', { name: 'window_ms' })
  readonly windowMs!: number;

  /** The last `perSecond` permits, oldest first; callers wait for those in the future. */
  @Column('timestamptz', { array: true })
  readonly permits!: Date[];

  /** When a worker last got a permit. */
  @Column('timestamptz', { name: 'background_at', nullable: true })
  readonly backgroundAt!: Date | null;

  /** The spacing of permits while callers queue, and during a slow-down. */
  @Column('double precision', { name: 'spacing_ms' })
  readonly spacingMs!: number;

  /** When the vendor first throttled a call in the latest window. */
  @Column('timestamptz', { name: 'throttled_at', nullable: true })
  readonly throttledAt!: Date | null;

  /** The number of throttled calls in that window. */
  @Column('integer', { default: 0 })
  readonly throttled!: number;

  /** When many calls were last throttled in one window; earlier permits are revoked. */
  @Column('timestamptz', { name: 'slowed_at', nullable: true })
  readonly slowedAt!: Date | null;
}
