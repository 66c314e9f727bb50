import { Injectable } from '@nestjs/common';
import { Statements } from './statements.js';
import type { VerificationStatus } from './verification-status.js';

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
    const seconds = 'extract(epoch FROM completed_at - started_at)::float8';
    const row = await this.statements.one<TimeToVerdict>(
      {
        sql: `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ${seconds}) AS median,
            percentile_cont(0.95) WITHIN GROUP (ORDER BY ${seconds}) AS p95
          FROM ${this.statements.transactions}
          WHERE instance = $2 AND created_at >= $3 AND created_at < $4 AND status IN ('PASSED', 'FAILED')`,
      },
      [this.statements.instance, from, before],
    );
    return row ?? { median: null, p95: null };
  }
}
