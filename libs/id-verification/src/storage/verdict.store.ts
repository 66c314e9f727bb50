import { Injectable } from '@nestjs/common';
import type { Lease } from './lease.js';
import { join, Parameter, sql, type Sql } from './sql.js';
import { CLOCK, NOW, SqlClient } from './sql.client.js';
import { ALL_COLUMNS, requestIdValue } from './verification-columns.js';
import { OUTCOME_OF, type FinalStatus } from './verification-status.js';
import type { VerificationEntity } from './verification.entity.js';

/** A pending row that its claimer may check, as long as the lease lasts. */
export type ClaimedVerification = VerificationEntity & {
  readonly transactionId: string;
  readonly expiresAt: Date;
  readonly claimedAt: Date;
};

/** How a verification ends. */
export interface EndOfVerification {
  readonly status: FinalStatus;
  readonly subCode: string | undefined;
  readonly requestId: string | undefined;
  /** The delay until its follow-up, in milliseconds; undefined without a follow-up. */
  readonly followUpMs: number | undefined;
}

/** The minimum interval between two checks of one row, across all processes. */
export const CHECK_SPACING_MS = 2_000;

/** Other processes are notified of every change on this channel. */
export const CHANGE_CHANNEL = 'id_verification_change';

const LEASE_FREE = sql`(lease_expires_at IS NULL OR lease_expires_at <= ${NOW})`;

/** Rows whose check is due and that no lease holds; the time comes from `clock`. */
export function due(instance: Parameter): Sql {
  return sql`instance = ${instance} AND status = 'PENDING' AND next_check_at <= ${NOW} AND ${LEASE_FREE}`;
}

/** A check was requested since the last one. */
const REQUESTED = sql`(check_requested_at IS NOT NULL AND (checked_at IS NULL OR check_requested_at > checked_at))`;

/** The check gives the verdict: by then the TransactionId has expired. */
const FINAL = sql`next_check_at >= expires_at`;

/** In which order due rows are checked. Each has an index, so that a claim reads only what it takes of a backlog. */
const PRIORITIES = [REQUESTED, sql`NOT ${REQUESTED} AND ${FINAL}`, sql`NOT ${REQUESTED} AND NOT ${FINAL}`];

/** When the vendor was last called or last responded; null if never. An attempt without a response counts. */
const LAST_CHECKED = sql`greatest(claimed_at, checked_at)`;

const CHECK_SPACING = sql`${CHECK_SPACING_MS} * interval '1 ms'`;

/** The statements that check and end pending verifications. */
@Injectable()
export class VerdictStore {
  constructor(private readonly sql: SqlClient) {}

  /** Counts the rows that are due, up to a limit, in one statement that reads no more rows than that. */
  async countDue(limit: number): Promise<number> {
    const { verifications, instance } = this.sql;
    const row = await this.sql.one<{ count: number }>(sql`WITH ${CLOCK}
      SELECT count(*)::int AS count FROM (
        SELECT FROM ${verifications} WHERE ${due(instance)} LIMIT ${limit}) AS due`);
    return row?.count ?? 0;
  }

  /**
   * Claims due rows: those with a check request first, then those whose check is the last one, then scheduled checks. One
   * statement: rows that another process claims concurrently are skipped.
   */
  async claimDue(limit: number, lease: Lease): Promise<ClaimedVerification[]> {
    const { verifications, instance } = this.sql;
    const most = new Parameter(limit);
    const picks = PRIORITIES.map(
      (priority) => sql`SELECT id FROM (
        SELECT id FROM ${verifications} WHERE ${due(instance)} AND ${priority}
        ORDER BY next_check_at LIMIT ${most} FOR UPDATE SKIP LOCKED) AS pick`,
    );
    return this.sql.run(sql`WITH ${CLOCK}, due AS (
        SELECT id FROM (${join(picks, ' UNION ALL ')}) AS picked LIMIT ${most})
      UPDATE ${verifications} AS t
      SET lease_token = ${lease.token}, lease_expires_at = now + ${lease.milliseconds} * interval '1 ms', claimed_at = now
      FROM clock, due WHERE t.id = due.id RETURNING ${ALL_COLUMNS}`);
  }

  /**
   * Claims one row now, in one statement: of concurrent callers exactly one gets it.
   *
   * @returns undefined if another caller has a lease or checked it within {@link CHECK_SPACING_MS}
   */
  async claimOne(merchantBizId: string, lease: Lease): Promise<ClaimedVerification | undefined> {
    const { verifications, instance } = this.sql;
    return this.sql.one(sql`WITH ${CLOCK}
      UPDATE ${verifications} AS t
      SET lease_token = ${lease.token}, lease_expires_at = now + ${lease.milliseconds} * interval '1 ms', claimed_at = now
      FROM clock
      WHERE instance = ${instance} AND merchant_biz_id = ${merchantBizId} AND status = 'PENDING' AND ${LEASE_FREE}
        AND coalesce(${LAST_CHECKED} <= ${NOW} - ${CHECK_SPACING}, true)
      RETURNING ${ALL_COLUMNS}`);
  }

  /**
   * Writes the verdict, inserts a delivery for every handler that is registered for it, and notifies watching
   * processes. One statement, so that a crash never leaves a verdict without its deliveries.
   *
   * @returns undefined if another process has taken over the lease, or the verification has ended
   */
  async end(id: string, leaseToken: string, end: EndOfVerification): Promise<VerificationEntity | undefined> {
    return this.endWhere(
      sql`id = ${id} AND lease_token = ${leaseToken}`,
      end,
      sql`check_request_id = ${requestIdValue(end.requestId)}, checked_at = now,
        next_follow_up_at = now + ${end.followUpMs} * interval '1 ms'`,
    );
  }

  /**
   * Ends a pending verification as canceled, with its deliveries, in one statement. A check in flight loses its lease
   * and writes nothing.
   *
   * @returns undefined if it is not pending
   */
  async cancel(merchantBizId: string): Promise<VerificationEntity | undefined> {
    return this.endWhere(
      sql`instance = ${this.sql.instance} AND merchant_biz_id = ${merchantBizId}`,
      { status: 'EXPIRED', subCode: 'canceled' },
      sql`check_requested_at = NULL`,
    );
  }

  private async endWhere(
    condition: Sql,
    end: Pick<EndOfVerification, 'status' | 'subCode'>,
    changes: Sql,
  ): Promise<VerificationEntity | undefined> {
    const { verifications, handlers, deliveries } = this.sql;
    return this.sql.one(sql`WITH ${CLOCK}, ended AS (
        UPDATE ${verifications} AS t SET
          status = ${end.status}, sub_code = ${end.subCode}, completed_at = now, ${changes},
          protocol = NULL, transaction_url = NULL,
          lease_token = NULL, lease_expires_at = NULL, invalid_since = NULL, updated_at = now
        FROM clock WHERE ${condition} AND status = 'PENDING' RETURNING t.*),
      delivered AS (
        INSERT INTO ${deliveries} (verification_id, handler, instance, state, next_attempt_at, created_at)
        SELECT ended.id, h.name, ended.instance, 'PENDING', now, now
        FROM clock, ended JOIN ${handlers} AS h ON h.instance = ended.instance
        WHERE ${OUTCOME_OF[end.status]} = ANY(h.outcomes)),
      notified AS MATERIALIZED (SELECT pg_notify(${CHANGE_CHANNEL}, instance || '/' || merchant_biz_id) FROM ended)
      SELECT ${ALL_COLUMNS} FROM ended AS t, notified`);
  }

  /**
   * Ends the lease without a verdict and schedules the next check, in one statement. A check request that arrived since
   * the row was claimed takes precedence over the schedule.
   */
  async reschedule(
    id: string,
    leaseToken: string,
    next: {
      readonly nextCheckAt: Date;
      readonly attempts: number;
      readonly checked: boolean;
      readonly unknownId: boolean;
    },
  ): Promise<VerificationEntity | undefined> {
    return this.sql.one(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} AS t SET
        next_check_at = CASE WHEN check_requested_at >= claimed_at THEN now + ${CHECK_SPACING}
          ELSE ${next.nextCheckAt}::timestamptz END,
        attempts = ${next.attempts}, checked_at = CASE WHEN ${next.checked} THEN now ELSE checked_at END,
        invalid_since = CASE WHEN ${next.unknownId} THEN coalesce(invalid_since, now)
          WHEN NOT ${next.checked} THEN invalid_since END,
        lease_token = NULL, lease_expires_at = NULL, updated_at = now
      FROM clock WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'PENDING'
      RETURNING ${ALL_COLUMNS}`);
  }

  /**
   * Stores the check requests of a batch in one statement, which makes their rows due now. A row accepts at most one
   * within {@link CHECK_SPACING_MS}, unless it was claimed since the last one: that check may have been too early. An
   * initializing row keeps its check request until it becomes pending, so that a callback that arrives early is not
   * lost.
   *
   * @returns the number of rows that accepted one
   */
  async requestChecks(ids: readonly string[]): Promise<number> {
    const rows = await this.sql.run(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} AS t SET check_requested_at = now,
        next_check_at = CASE status WHEN 'PENDING' THEN greatest(now, ${LAST_CHECKED} + ${CHECK_SPACING})
          ELSE next_check_at END
      FROM clock
      WHERE id = ANY(${ids}::uuid[]) AND instance = ${this.sql.instance} AND status IN ('INITIALIZING', 'PENDING')
        AND (check_requested_at IS NULL OR check_requested_at <= ${NOW} - ${CHECK_SPACING} OR check_requested_at < claimed_at)
      RETURNING t.id`);
    return rows.length;
  }

  /** Rejects rows whose Initialize was never retried, all in one statement. */
  async rejectNeverInitialized(): Promise<number> {
    const rows = await this.sql.run(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} AS t SET
        status = 'REJECTED', sub_code = 'never_started', completed_at = now,
        lease_token = NULL, lease_expires_at = NULL, updated_at = now
      FROM clock
      WHERE instance = ${this.sql.instance} AND status = 'INITIALIZING' AND next_check_at <= ${NOW}
        AND ${LEASE_FREE}
      RETURNING t.id`);
    return rows.length;
  }

  /**
   * The number of pending rows that the vendor reports as unknown, and whether it has returned a good response about
   * any row since.
   */
  async unknownIds(): Promise<{ count: number; goodResponseSince: boolean }> {
    const { verifications, instance } = this.sql;
    // From the newest end backwards: the table may be large.
    const row = await this.sql.one<{ count: number; goodResponseSince: boolean }>(sql`WITH denied AS (
        SELECT count(*)::int AS count, min(invalid_since) AS since FROM ${verifications}
        WHERE instance = ${instance} AND status = 'PENDING' AND invalid_since IS NOT NULL)
      SELECT count, coalesce((
          SELECT true FROM ${verifications}
          WHERE instance = ${instance} AND completed_at > (SELECT since FROM denied) AND invalid_since IS NULL
            AND (status IN ('PASSED', 'FAILED') OR sub_code = 'not_finished')
          ORDER BY completed_at DESC LIMIT 1
        ), false) OR EXISTS (
          SELECT FROM ${verifications}
          WHERE instance = ${instance} AND status = 'PENDING' AND attempts = 0
            AND checked_at > (SELECT since FROM denied) AND invalid_since IS NULL
        ) AS "goodResponseSince"
      FROM denied`);
    return row ?? { count: 0, goodResponseSince: false };
  }
}
