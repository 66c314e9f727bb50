import { Injectable } from '@nestjs/common';
import type { DropOffReason } from '../contract/drop-off-reason.js';
import { identifier, join, sql, type Sql } from './sql.js';
import { SqlClient } from './sql.client.js';
import { time } from './sql-types.js';
import type { VerificationReason } from './verification-reason.js';
import { VERIFICATION_STATUSES, type VerificationStatus } from './verification-status.js';

/** The number of verifications with one status, reason and drop-off reason. */
export interface StatusCount {
  readonly status: VerificationStatus;
  readonly reason: VerificationReason | null;
  readonly dropOffReason: DropOffReason | null;
  readonly count: number;
}

/** The verifications to count; those of a user under every stored id of the user. */
export interface Span {
  readonly from: Date;
  readonly before: Date;
  readonly merchantUserIds: readonly string[] | undefined;
}

/** Seconds from start to verdict, over those that passed or failed. */
export interface TimeToVerdict {
  readonly median: number | null;
  readonly p95: number | null;
}

/** The length of a bucket. */
export const BUCKET_MS = { hour: 3_600_000, day: 86_400_000 } as const;

/** What a bucket of time holds: how many there are of each status, and how long the verdicts took. */
export type BucketCount = TimeToVerdict & { readonly from: Date } & Readonly<
    Record<VerificationStatus, number>
  >;

const SECONDS_TO_VERDICT = sql`extract(epoch FROM completed_at - initialize_started_at)::float8`;

const HAS_VERDICT = sql`status IN ('PASSED', 'FAILED')`;

const COUNT_OF_EACH_STATUS = join(
  VERIFICATION_STATUSES.map(
    (status) => sql`count(*) FILTER (WHERE status = ${status})::int AS ${identifier(status)}`,
  ),
);

/** The statements that count. */
@Injectable()
export class StatisticsStore {
  constructor(private readonly sql: SqlClient) {}

  /** Counts the verifications of a span by status, reason and drop-off reason. */
  async counts({ from, before, merchantUserIds }: Span): Promise<StatusCount[]> {
    return this.sql.run(sql`
      SELECT status, reason, drop_off_reason AS "dropOffReason", count(*)::int AS count
      FROM ${this.sql.verifications}
      WHERE ${this.createdIn(from, before, merchantUserIds)} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
  }

  /** Measures both quantiles over the verdicts of a span, in one statement that reads them once. */
  async timeToVerdict({ from, before, merchantUserIds }: Span): Promise<TimeToVerdict> {
    const row = await this.sql.one<TimeToVerdict>(sql`
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ${SECONDS_TO_VERDICT}) AS median,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY ${SECONDS_TO_VERDICT}) AS p95
      FROM ${this.sql.verifications}
      WHERE ${this.createdIn(from, before, merchantUserIds)} AND ${HAS_VERDICT}`);
    return row ?? { median: null, p95: null };
  }

  /**
   * Counts every bucket that the span touches, in order, also one without verifications; one statement for all of them.
   * Buckets begin in UTC.
   */
  async countsOverTime(from: Date, before: Date, bucket: keyof typeof BUCKET_MS): Promise<BucketCount[]> {
    return this.sql.run(sql`WITH buckets AS (
        SELECT generate_series(date_trunc(${bucket}, ${from}::timestamptz, 'UTC'), ${before}::timestamptz,
          ${BUCKET_MS[bucket]} * interval '1 ms') AS "from"),
      made AS (
        SELECT date_trunc(${bucket}, created_at, 'UTC') AS "from", status, initialize_started_at, completed_at
        FROM ${this.sql.verifications} WHERE ${this.createdIn(from, before)})
      SELECT ${time(sql`buckets."from"`)} AS "from", ${COUNT_OF_EACH_STATUS},
        percentile_cont(0.5) WITHIN GROUP (ORDER BY ${SECONDS_TO_VERDICT}) FILTER (WHERE ${HAS_VERDICT}) AS median,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY ${SECONDS_TO_VERDICT}) FILTER (WHERE ${HAS_VERDICT}) AS p95
      FROM buckets LEFT JOIN made USING ("from") WHERE buckets."from" < ${before}::timestamptz
      GROUP BY buckets."from" ORDER BY buckets."from"`);
  }

  private createdIn(from: Date, before: Date, merchantUserIds?: Span['merchantUserIds']): Sql {
    const span = sql`instance = ${this.sql.instance} AND created_at >= ${from} AND created_at < ${before}`;
    return merchantUserIds === undefined ? span : sql`${span} AND merchant_user_id = ANY(${merchantUserIds})`;
  }
}
