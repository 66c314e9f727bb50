import { Injectable } from '@nestjs/common';
import type { DropOffReason } from '../contract/drop-off-reason.js';
import { exceptTenants } from './except-tenants.js';
import type { Lease } from './lease.js';
import { Parameter, sql, type Sql } from './sql.js';
import { time } from './sql-types.js';
import { CLOCK, NOW, SqlClient } from './sql.client.js';
import { isSet } from './unindexed.js';
import { ALL_COLUMNS } from './verification-columns.js';
import type { VerificationStatus } from './verification-status.js';
import type { VerificationEntity } from './verification.entity.js';

/** An ended verification with a claimed follow-up. */
export type ClaimedFollowUp = VerificationEntity & {
  readonly transactionId: string;
  readonly completedAt: Date;
  readonly readAt: Date;
};

/** The kinds of follow-up: handing evidence to the sink, and reading the drop-off reason from the vendor's log. */
export const FOLLOW_UP_STATUSES = {
  evidence: ['PASSED', 'FAILED'],
  explain: ['EXPIRED'],
} as const satisfies Record<string, readonly VerificationStatus[]>;

export type FollowUp = keyof typeof FOLLOW_UP_STATUSES;

/** How a follow-up ended. */
export type FollowUpEnd =
  | { readonly type: 'evidence_delivered' }
  | { readonly type: 'evidence_lost'; readonly code: string }
  | {
      readonly type: 'expiry_explained';
      readonly dropOffReason: DropOffReason;
      readonly dropOffPage: string | undefined;
    }
  | {
      readonly type: 'expiry_unexplained';
      readonly code: string;
      readonly requestId: string | undefined;
    };

/** Rows with a follow-up, due or not; one partial index covers them. */
export function awaitsFollowUp(followUp: FollowUp, instance: Parameter): Sql {
  return sql`instance = ${instance} AND next_follow_up_at IS NOT NULL AND status = ANY(${FOLLOW_UP_STATUSES[followUp]})`;
}

/** The statements of follow-ups. */
@Injectable()
export class FollowUpStore {
  constructor(private readonly sql: SqlClient) {}

  /** When the next follow-up is due, for {@link DueWorkStore}. */
  nextFollowUp(followUp: FollowUp): Sql {
    const { verifications, instance } = this.sql;
    return sql`(SELECT next_follow_up_at FROM ${verifications} WHERE ${awaitsFollowUp(followUp, instance)}
      ORDER BY next_follow_up_at LIMIT 1)`;
  }

  /**
   * Counts due follow-ups, up to a limit. The time is compared after the limit: almost every row has none, of which
   * PostgreSQL expects a third to be due and starts processes to read them.
   */
  async countDue(followUp: FollowUp, limit: number): Promise<number> {
    const { verifications, instance } = this.sql;
    const row = await this.sql.one<{ count: number }>(sql`WITH ${CLOCK}
      SELECT count(*)::int AS count FROM (
        SELECT next_follow_up_at FROM ${verifications} WHERE ${awaitsFollowUp(followUp, instance)}
        ORDER BY next_follow_up_at LIMIT ${limit}) AS earliest
      WHERE next_follow_up_at <= ${NOW}`);
    return row?.count ?? 0;
  }

  /**
   * Claims due rows; each is due again after the lease. One statement: rows that another process claims concurrently
   * are skipped.
   *
   * @param paused tenants whose rows are left alone
   */
  async claim(
    followUp: FollowUp,
    limit: number,
    lease: Lease,
    paused: readonly string[] = [],
  ): Promise<ClaimedFollowUp[]> {
    const { verifications, instance } = this.sql;
    const token = new Parameter(lease.token);
    const claim = sql`WITH ${CLOCK}, due AS (
        SELECT id FROM ${verifications} WHERE ${awaitsFollowUp(followUp, instance)} AND next_follow_up_at <= ${NOW}
          AND ${exceptTenants(paused)}
        ORDER BY next_follow_up_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      UPDATE ${verifications} AS t
      SET lease_token = ${token}, next_follow_up_at = now + ${lease.milliseconds} * interval '1 ms',
        follow_up_attempts = follow_up_attempts + 1
      FROM clock, due WHERE t.id = due.id RETURNING ${ALL_COLUMNS}, ${time(sql`now`)} AS "readAt"`;
    const claimed = sql`WITH ${CLOCK}
      SELECT ${ALL_COLUMNS}, ${time(sql`now`)} AS "readAt" FROM ${verifications} AS t, clock
      WHERE ${awaitsFollowUp(followUp, instance)} AND lease_token = ${token}`;
    return this.sql.confirmed(async (isRetry) => {
      const rows = isRetry ? await this.sql.run<ClaimedFollowUp>(claimed) : [];
      return rows.length > 0 ? rows : this.sql.run(claim);
    });
  }

  /**
   * Schedules the next attempt. No effect if another process has finished the follow-up.
   *
   * @param attempt `uncounted` if its call was rejected: that was no attempt
   */
  async schedule(id: string, delayMs: number, attempt: 'counted' | 'uncounted'): Promise<void> {
    await this.sql.run(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} SET lease_token = NULL, next_follow_up_at = now + ${delayMs} * interval '1 ms',
        follow_up_attempts = follow_up_attempts - ${attempt === 'uncounted' ? 1 : 0}
      FROM clock WHERE id = ${id} AND ${isSet(sql`next_follow_up_at`)} RETURNING ${this.sql.notifyWorkers()}::text`);
  }

  /** Ends the follow-up. No effect if another process has. */
  async finish(id: string, end: FollowUpEnd): Promise<void> {
    const reason = 'dropOffReason' in end ? end.dropOffReason : undefined;
    const page = 'dropOffPage' in end ? end.dropOffPage : undefined;
    await this.sql.run(sql`WITH ${CLOCK}, finished AS (
      UPDATE ${this.sql.verifications} SET lease_token = NULL, next_follow_up_at = NULL, drop_off_reason = ${reason},
        drop_off_page = ${page}
      WHERE id = ${id} AND ${isSet(sql`next_follow_up_at`)} RETURNING id)
      ${this.sql.event(sql`finished`, {
        type: end.type,
        code: sql`${'code' in end ? end.code : reason}`,
        requestId: sql`${'requestId' in end ? end.requestId : undefined}`,
      })}`);
  }

  /**
   * Ends the handing over of evidence that no process has handed over in this time since the verdict.
   *
   * @returns the MerchantBizIds
   */
  async endEvidence(ageMs: number, code: string, limit: number): Promise<string[]> {
    const { verifications, instance } = this.sql;
    const rows = await this.sql.run<{ merchantBizId: string }>(sql`WITH ${CLOCK}, old AS (
        SELECT id FROM ${verifications}
        WHERE ${awaitsFollowUp('evidence', instance)} AND completed_at <= ${NOW} - ${ageMs} * interval '1 ms'
        ORDER BY next_follow_up_at LIMIT ${limit} FOR UPDATE SKIP LOCKED),
      lost AS (
        UPDATE ${verifications} AS t SET lease_token = NULL, next_follow_up_at = NULL FROM old WHERE t.id = old.id
        RETURNING t.id, t.merchant_biz_id),
      recorded AS (${this.sql.event(sql`lost`, { type: 'evidence_lost', code: sql`${code}` })})
      SELECT merchant_biz_id AS "merchantBizId" FROM lost`);
    return rows.map(({ merchantBizId }) => merchantBizId);
  }
}
