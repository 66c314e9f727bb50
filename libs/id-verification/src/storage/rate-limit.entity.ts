import { Column, Entity, PrimaryColumn } from 'typeorm';

const key = { primaryKeyConstraintName: 'pk_id_verification_rate_limit' } as const;

/** How the calls of one operation are spread over time, by all processes that use one account of the vendor's. */
@Entity({ name: 'id_verification_rate_limit' })
export class RateLimitEntity {
  /** The host's own name for the account: AccessKeys change, and several share one limit. */
  @PrimaryColumn('varchar', { ...key, length: 64 })
  readonly account!: string;

  /** The vendor limits each region by itself. */
  @PrimaryColumn('varchar', { ...key, length: 255 })
  readonly endpoint!: string;

  @PrimaryColumn('varchar', { ...key, length: 32 })
  readonly operation!: string;

  @Column('integer', { name: 'per_second' })
  readonly perSecond!: number;

  /** No more than `perSecond` permits lie within this time: the vendor's second, and the guard for jitter. */
  @Column('integer', { name: 'window_ms' })
  readonly windowMs!: number;

  /** The last `perSecond` permits that were given out, oldest first; those in the future are being waited for. */
  @Column('timestamptz', { array: true })
  readonly permits!: Date[];

  /** When work in the background last got a permit. */
  @Column('timestamptz', { name: 'background_at', nullable: true })
  readonly backgroundAt!: Date | null;

  /** The time between two permits while callers queue, and always while others use up the account's limit. */
  @Column('double precision', { name: 'spacing_ms' })
  readonly spacingMs!: number;

  /** When the vendor last refused a call because the limit was used up: the first of a window. */
  @Column('timestamptz', { name: 'throttled_at', nullable: true })
  readonly throttledAt!: Date | null;

  /** How many it refused within that window. */
  @Column('integer', { default: 0 })
  readonly throttled!: number;

  /** When they were many for the last time; permits that were given out before are void. */
  @Column('timestamptz', { name: 'slowed_at', nullable: true })
  readonly slowedAt!: Date | null;
}
