import { Injectable } from '@nestjs/common';
import type { DropOffReason } from '../contract/drop-off-reason.js';
import { sql, type Parameter, type Sql } from './sql.js';
import { time } from './sql-types.js';
import { CLOCK, SqlClient } from './sql.client.js';
import { ALL_COLUMNS } from './verification-columns.js';
import type { VerificationStatus } from './verification-status.js';
import type { VerificationEntity } from './verification.entity.js';

/** A verification that has ended, with work that follows its end, and when it was claimed. */
export type ClaimedFollowUp = VerificationEntity & {
  readonly transactionId: string;
  readonly completedAt: Date;
  readonly readAt: Date;
};

/** What follows an end: evidence goes to the sink, or the vendor says why a user did not finish. */
const STATUSES = {
  evidence: ['PASSED', 'FAILED'],
  explain: ['EXPIRED'],
} as const satisfies Record<string, readonly VerificationStatus[]>;

export type FollowUp = keyof typeof STATUSES;

/** Rows that await a follow-up, due or not: few, and all in one partial index. */
export function awaitsFollowUp(followUp: FollowUp, instance: Parameter): Sql {
  return sql`instance = ${instance} AND next_follow_up_at IS NOT NULL AND status = ANY(${STATUSES[followUp]})`;
}

/** The statements of what follows the end of a verification. */
@Injectable()
export class FollowUpStore {
  constructor(private readonly sql: SqlClient) {}

  /** Counts what is due, up to a limit. */
  async countDue(followUp: FollowUp, limit: number): Promise<number> {
    const row = await this.sql.one<{ count: number }>(sql`WITH ${CLOCK}
      SELECT count(*)::int AS count FROM (
        SELECT FROM ${this.sql.verifications}, clock WHERE ${this.due(followUp)} LIMIT ${limit}) AS due`);
    return row?.count ?? 0;
  }

  /**
   * Claims rows that are due; each is due again after the lease, should its process die. One statement: what another
   * process claims meanwhile is skipped.
   */
  async claim(followUp: FollowUp, limit: number, leaseMs: number): Promise<ClaimedFollowUp[]> {
    const { verifications } = this.sql;
    return this.sql.run(sql`WITH ${CLOCK}, due AS (
        SELECT id FROM ${verifications}, clock WHERE ${this.due(followUp)}
        ORDER BY next_follow_up_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      UPDATE ${verifications} AS t
      SET next_follow_up_at = now + ${leaseMs} * interval '1 ms', follow_up_attempts = follow_up_attempts + 1
      FROM clock, due WHERE t.id = due.id RETURNING ${ALL_COLUMNS}, ${time(sql`now`)} AS "readAt"`);
  }

  /** Tries again later. A row whose follow-up another process has finished meanwhile stays as it is. */
  async retry(id: string, delayMs: number): Promise<void> {
    await this.sql.run(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} SET next_follow_up_at = now + ${delayMs} * interval '1 ms'
      FROM clock WHERE id = ${id} AND next_follow_up_at IS NOT NULL`);
  }

  /** There is nothing left to do, or nothing that could be done. */
  async finish(id: string, dropOffReason?: DropOffReason): Promise<void> {
    await this.sql.run(sql`
      UPDATE ${this.sql.verifications} SET next_follow_up_at = NULL, drop_off_reason = ${dropOffReason}
      WHERE id = ${id}`);
  }

  private due(followUp: FollowUp): Sql {
    return sql`${awaitsFollowUp(followUp, this.sql.instance)} AND next_follow_up_at <= now`;
  }
}
