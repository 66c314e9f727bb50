import { Injectable } from '@nestjs/common';
import { Statements } from './statements.js';
import { VERIFICATION_STATUSES, type VerificationStatus } from './verification-status.js';

/** How many verifications have one status and sub-code. */
export interface StatusCount {
  readonly status: VerificationStatus;
  readonly subCode: string | null;
  readonly count: number;
}

/** Seconds from start to verdict, over those that passed or failed. */
export interface TimeToVerdict {
  readonly median: number | null;
  readonly p95: number | null;
}

/** How long a bucket of time is. */
export const BUCKET_MS = { hour: 3_600_000, day: 86_400_000 } as const;

/** What a bucket of time holds: how many there are of each status, and how long the verdicts took. */
export type BucketCount = TimeToVerdict & { readonly from: Date } & Readonly<
    Record<VerificationStatus, number>
  >;

const SECONDS_TO_VERDICT = 'extract(epoch FROM completed_at - started_at)::float8';

const COUNT_OF_EACH_STATUS = VERIFICATION_STATUSES.map(
  (status) => `count(*) FILTER (WHERE status = '${status}')::int AS "${status}"`,
);

/** The statements that count. */
@Injectable()
export class StatisticsStore {
  constructor(private readonly statements: Statements) {}

  async counts(from: Date, before: Date): Promise<StatusCount[]> {
    return this.statements.run<StatusCount>(
      {
        sql: `SELECT status, sub_code AS "subCode", count(*)::int AS count FROM ${this.statements.transactions}
          WHERE instance = $2 AND created_at >= $3 AND created_at < $4 GROUP BY 1, 2 ORDER BY 1, 2`,
      },
      [this.statements.instance, from, before],
    );
  }

  async timeToVerdict(from: Date, before: Date): Promise<TimeToVerdict> {
    const row = await this.statements.one<TimeToVerdict>(
      {
        sql: `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ${SECONDS_TO_VERDICT}) AS median,
            percentile_cont(0.95) WITHIN GROUP (ORDER BY ${SECONDS_TO_VERDICT}) AS p95
          FROM ${this.statements.transactions}
          WHERE instance = $2 AND created_at >= $3 AND created_at < $4 AND status IN ('PASSED', 'FAILED')`,
      },
      [this.statements.instance, from, before],
    );
    return row ?? { median: null, p95: null };
  }
  /** Every bucket that the span touches, in order, whether anything is in it or not. Buckets begin in UTC. */
  async countsOverTime(from: Date, before: Date, bucket: keyof typeof BUCKET_MS): Promise<BucketCount[]> {
    const quantile = (share: number): string =>
      `percentile_cont(${share}) WITHIN GROUP (ORDER BY ${SECONDS_TO_VERDICT})
        FILTER (WHERE status IN ('PASSED', 'FAILED'))`;
    return this.statements.run<BucketCount>(
      {
        with: `buckets AS (
            SELECT generate_series(date_trunc($5, $3::timestamptz, 'UTC'), $4::timestamptz, $6 * interval '1 ms') AS "from"),
          made AS (
            SELECT date_trunc($5, created_at, 'UTC') AS "from", status, started_at, completed_at
            FROM ${this.statements.transactions}
            WHERE instance = $2 AND created_at >= $3 AND created_at < $4)`,
        sql: `SELECT "from", ${COUNT_OF_EACH_STATUS.join(', ')},
            ${quantile(0.5)} AS median, ${quantile(0.95)} AS p95
          FROM buckets LEFT JOIN made USING ("from") WHERE "from" < $4 GROUP BY 1 ORDER BY 1`,
      },
      [this.statements.instance, from, before, bucket, BUCKET_MS[bucket]],
    );
  }
}
