import { Injectable } from '@nestjs/common';
import type { DropOffReason } from '../contract/drop-off-reason.js';
import type { StoredCount, StoredSeconds } from './roll-up.entity.js';
import { sql } from './sql.js';
import { SqlClient } from './sql.client.js';
import { time } from './sql-types.js';
import type { VerificationReason } from './verification-reason.js';
import type { VerificationStatus } from './verification-status.js';

/** The length of a bucket. */
export const BUCKET_MS = { hour: 3_600_000, day: 86_400_000 } as const;

export type Bucket = keyof typeof BUCKET_MS;

/** A span of creation times. */
export interface Span {
  readonly from: Date;
  /** Exclusive. */
  readonly before: Date;
}

/** A roll-up that is up to date. */
export interface RollUp {
  readonly bucket: Bucket;
  readonly from: Date;
  readonly counts: readonly StoredCount[];
  readonly seconds: readonly StoredSeconds[];
}

/** The number of verifications that have all of this in common. */
export interface CountedGroup {
  /** The start of the bucket. */
  readonly from: Date;
  readonly status: VerificationStatus;
  readonly reason: VerificationReason | null;
  readonly dropOffReason: DropOffReason | null;
  readonly dropOffPage: string | null;
  /** The whole seconds from Initialize to the verdict; null without a verdict. */
  readonly seconds: number | null;
  readonly count: number;
}

/** The whole seconds from Initialize to the verdict, NULL without one. */
export const SECONDS_TO_VERDICT = sql`CASE WHEN status IN ('PASSED', 'FAILED')
  THEN round(extract(epoch FROM completed_at - initialize_started_at))::int END`;

/** The statements that read statistics. */
@Injectable()
export class StatisticsStore {
  constructor(private readonly sql: SqlClient) {}

  /** Reads the roll-ups of one length that lie within a span and are up to date, in order. */
  async rollUps({ from, before }: Span, bucket: Bucket): Promise<RollUp[]> {
    const { rollUps, rollUpChanges, instance } = this.sql;
    const length = sql`${BUCKET_MS[bucket]} * interval '1 ms'`;
    return this.sql.run(sql`
      SELECT bucket, ${time(sql`starts_at`)} AS "from", counts, seconds FROM ${rollUps}
      WHERE instance = ${instance} AND bucket = ${bucket}
        AND starts_at >= ${from} AND starts_at <= ${before}::timestamptz - ${length}
        AND NOT EXISTS (
          SELECT FROM ${rollUpChanges} AS c
          WHERE c.instance = ${instance} AND c.created_at >= starts_at AND c.created_at < starts_at + ${length})
      ORDER BY starts_at`);
  }

  /**
   * Counts the verifications of a span by bucket and everything that statistics distinguish.
   *
   * @param bucket without one, the span is one bucket
   * @param merchantUserIds only those of a user, under every stored id of the user
   */
  async count(
    { from, before }: Span,
    bucket?: Bucket,
    merchantUserIds?: readonly string[],
  ): Promise<CountedGroup[]> {
    const start =
      bucket === undefined ? sql`${from}::timestamptz` : sql`date_trunc(${bucket}, created_at, 'UTC')`;
    const ofUser =
      merchantUserIds === undefined ? sql`true` : sql`merchant_user_id = ANY(${merchantUserIds})`;
    return this.sql.run(sql`
      SELECT ${time(sql`"from"`)} AS "from", status, reason, drop_off_reason AS "dropOffReason",
        drop_off_page AS "dropOffPage", seconds, count
      FROM (
        SELECT ${start} AS "from", status, reason, drop_off_reason, drop_off_page, ${SECONDS_TO_VERDICT} AS seconds,
          count(*)::int AS count
        FROM ${this.sql.verifications}
        WHERE instance = ${this.sql.instance} AND created_at >= ${from} AND created_at < ${before} AND ${ofUser}
        GROUP BY 1, 2, 3, 4, 5, 6) AS made`);
  }
}
