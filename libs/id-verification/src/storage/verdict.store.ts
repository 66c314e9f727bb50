import { Injectable } from '@nestjs/common';
import { NOTIFY_END, notifyWork } from './change-channel.js';
import { exceptTenants } from './except-tenants.js';
import { claimForProcess, type ClaimedDelivery, type ReservedSlots } from './claimed-delivery.js';
import { CHECK_SPACING, isRecent, LAST_CHECKED } from './check-spacing.js';
import { LEASE_FREE, type Lease } from './lease.js';
import { ENDED, type Operator, type RecordedEvent } from './record-event.js';
import { join, Parameter, sql, type Sql } from './sql.js';
import { CLOCK, NOW, SqlClient } from './sql.client.js';
import { unindexed } from './unindexed.js';
import { ALL_COLUMNS, requestIdValue } from './verification-columns.js';
import type { VerificationReason } from './verification-reason.js';
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
  readonly reason: VerificationReason | undefined;
  readonly requestId: string | undefined;
  /** The delay until its follow-up, in milliseconds; undefined without a follow-up. */
  readonly followUpMs: number | undefined;
}

/** An ended verification, with the deliveries that are claimed for this process. */
export interface EndedVerification {
  readonly row: VerificationEntity;
  readonly claimed: readonly ClaimedDelivery[];
  /** Whether none of its deliveries is left to other claims. */
  readonly isClaimed: boolean;
}

type EndedRow = VerificationEntity & { readonly claimedHandlers: string[]; readonly inserted: number };

/** Rows whose check is due. */
function dueOrLeased(instance: Parameter): Sql {
  return sql`instance = ${instance} AND status = 'PENDING' AND next_check_at <= ${NOW}`;
}

/** Rows whose check is due and that no lease holds; the time comes from `clock`. */
export function due(instance: Parameter): Sql {
  return sql`${dueOrLeased(instance)} AND ${LEASE_FREE}`;
}

/** A check was requested since the last one. */
const REQUESTED = sql`(check_requested_at IS NOT NULL AND (checked_at IS NULL OR check_requested_at > checked_at))`;

/** The check gives the verdict: by then the TransactionId has expired. */
const FINAL = sql`next_check_at >= expires_at`;

/** In which order due rows are checked. Each has an index, so that a claim reads only what it takes of a backlog. */
const PRIORITIES = [REQUESTED, sql`NOT ${REQUESTED} AND ${FINAL}`, sql`NOT ${REQUESTED} AND NOT ${FINAL}`];

/** The statements that check and end pending verifications. */
@Injectable()
export class VerdictStore {
  constructor(private readonly sql: SqlClient) {}

  /** When the next check is due, for {@link DueWorkStore}. A row under a lease is left to its process until the lease expires. */
  nextCheck(): Sql {
    const { verifications, instance } = this.sql;
    return sql`CASE WHEN EXISTS (SELECT FROM ${verifications} WHERE ${due(instance)}) THEN ${NOW} ELSE least(
      (SELECT next_check_at FROM ${verifications}
        WHERE instance = ${instance} AND status = 'PENDING' AND next_check_at > ${NOW} ORDER BY next_check_at LIMIT 1),
      (SELECT min(lease_expires_at) FROM ${verifications}
        WHERE instance = ${instance} AND status = 'PENDING' AND next_check_at <= ${NOW})) END`;
  }

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
   *
   * @param paused tenants whose rows are left alone, with the empty text for rows without a tenant
   */
  async claimDue(
    limit: number,
    lease: Lease,
    paused: readonly string[] = [],
  ): Promise<ClaimedVerification[]> {
    const { verifications, instance } = this.sql;
    const most = new Parameter(limit);
    const token = new Parameter(lease.token);
    const picks = PRIORITIES.map(
      (priority) => sql`SELECT id FROM (
        SELECT id FROM ${verifications}
        WHERE ${dueOrLeased(instance)} AND (${LEASE_FREE} OR lease_token = ${token}) AND ${priority} AND ${exceptTenants(paused)}
        ORDER BY next_check_at LIMIT ${most} FOR UPDATE SKIP LOCKED) AS pick`,
    );
    const claim = sql`WITH ${CLOCK}, due AS (
        SELECT id FROM (${join(picks, ' UNION ALL ')}) AS picked LIMIT ${most})
      UPDATE ${verifications} AS t
      SET lease_token = ${token}, lease_expires_at = now + ${lease.milliseconds} * interval '1 ms', claimed_at = now
      FROM clock, due WHERE t.id = due.id RETURNING ${ALL_COLUMNS}`;
    return this.sql.confirmed(() => this.sql.run(claim));
  }

  /**
   * Claims one row now, in one statement: of concurrent callers exactly one gets it.
   *
   * @returns undefined if another caller has a lease or checked it within {@link CHECK_SPACING}
   */
  async claimOne(merchantBizId: string, lease: Lease): Promise<ClaimedVerification | undefined> {
    const { verifications, instance } = this.sql;
    const token = new Parameter(lease.token);
    const claim = sql`WITH ${CLOCK}
      UPDATE ${verifications} AS t
      SET lease_token = ${token}, lease_expires_at = now + ${lease.milliseconds} * interval '1 ms', claimed_at = now
      FROM clock
      WHERE instance = ${instance} AND merchant_biz_id = ${merchantBizId} AND ${unindexed(sql`status`)} = 'PENDING'
        AND (lease_token = ${token}
          OR ${LEASE_FREE} AND NOT ${isRecent(LAST_CHECKED)})
      RETURNING ${ALL_COLUMNS}`;
    return this.sql.confirmed(() => this.sql.one(claim));
  }

  /**
   * Writes the verdict, inserts a delivery for every handler that is registered for it, and notifies watching
   * processes. One statement, so that a crash never leaves a verdict without its deliveries.
   *
   * @param slots the deliveries that it claims for this process, so that no further statement has to
   *
   * @returns undefined if another process has taken over the lease, or the verification has ended
   */
  async end(
    id: string,
    leaseToken: string,
    end: EndOfVerification,
    slots?: ReservedSlots,
  ): Promise<EndedVerification | undefined> {
    return this.endWhere(
      { row: sql`id = ${id}`, condition: sql`lease_token = ${leaseToken}` },
      end,
      slots,
      sql`check_request_id = ${requestIdValue(end.requestId)}, checked_at = now,
        next_follow_up_at = now + ${end.followUpMs} * interval '1 ms'`,
      { requestId: sql`source.check_request_id` },
    );
  }

  /**
   * Ends a pending verification as canceled, with its deliveries, in one statement. A check in flight loses its lease
   * and writes nothing.
   *
   * @returns undefined if it is not pending
   */
  async cancel(
    merchantBizId: string,
    slots?: ReservedSlots,
    by?: Operator,
  ): Promise<EndedVerification | undefined> {
    return this.endWhere(
      {
        row: sql`instance = ${this.sql.instance} AND merchant_biz_id = ${merchantBizId}`,
        condition: sql`true`,
      },
      { status: 'EXPIRED', subCode: 'canceled', reason: 'canceled', requestId: undefined },
      slots,
      sql`check_requested_at = NULL`,
      { by },
    );
  }

  private async endWhere(
    { row, condition }: { readonly row: Sql; readonly condition: Sql },
    end: Omit<EndOfVerification, 'followUpMs'>,
    slots: ReservedSlots | undefined,
    changes: Sql,
    event: Pick<RecordedEvent, 'by' | 'requestId'>,
  ): Promise<EndedVerification | undefined> {
    const { verifications, handlers, deliveries, instance } = this.sql;
    const { attempts, nextAttemptAt } = claimForProcess(slots, sql`h.name`);
    const statement = sql`WITH ${CLOCK}, ended AS (
        UPDATE ${verifications} AS t SET
          status = ${end.status}, sub_code = ${end.subCode}, reason = ${end.reason}, completed_at = now, ${changes},
          protocol = NULL, transaction_url = NULL,
          lease_token = NULL, lease_expires_at = NULL, invalid_since = NULL, updated_at = now
        FROM clock WHERE ${row} AND ${condition} AND ${unindexed(sql`status`)} = 'PENDING' RETURNING t.*),
      recorded AS (${this.sql.event(sql`ended`, { type: 'ended', ...ENDED, ...event })}),
      delivered AS (
        INSERT INTO ${deliveries} (verification_id, handler, instance, state, attempts, next_attempt_at, created_at)
        SELECT ended.id, h.name, ended.instance, 'PENDING', ${attempts}, ${nextAttemptAt}, now
        FROM clock, ended JOIN ${handlers} AS h ON h.instance = ended.instance
        WHERE ${OUTCOME_OF[end.status]} = ANY(h.outcomes) RETURNING handler, attempts),
      notified AS MATERIALIZED (
        SELECT ${NOTIFY_END} FROM ended
        UNION ALL SELECT ${notifyWork(instance, 'deliver')} WHERE EXISTS (SELECT FROM delivered WHERE attempts = 0))
      SELECT ${ALL_COLUMNS}, (SELECT count(*)::int FROM delivered) AS inserted,
        to_jsonb(ARRAY(SELECT handler FROM delivered WHERE attempts = 1)) AS "claimedHandlers"
      FROM ended AS t, (SELECT count(*) FROM notified) AS done`;
    const found = await this.sql.confirmed(
      async (isRetry) =>
        (await this.sql.one<EndedRow>(statement)) ??
        (isRetry ? this.sql.one<EndedRow>(this.endedWhere(row, end, slots)) : undefined),
    );
    if (found === undefined) return undefined;
    const { claimedHandlers, inserted, ...ended } = found;
    const { id: verificationId, merchantBizId } = ended;
    return {
      row: ended,
      claimed: claimedHandlers.map((handler) => ({ verificationId, merchantBizId, handler, attempts: 1 })),
      isClaimed: claimedHandlers.length === inserted,
    };
  }

  /**
   * Reads what a statement wrote whose response is lost. Two cancellations look alike: then both begin the deliveries,
   * of which the mark lets one run its handler.
   */
  private endedWhere(
    row: Sql,
    { status, subCode, requestId }: Omit<EndOfVerification, 'followUpMs'>,
    slots: ReservedSlots | undefined,
  ): Sql {
    const { verifications, deliveries } = this.sql;
    const own = sql`SELECT handler FROM ${deliveries} AS d WHERE d.verification_id = t.id AND ${unindexed(sql`state`)} = 'PENDING'`;
    return sql`SELECT ${ALL_COLUMNS}, (SELECT count(*)::int FROM (${own}) AS pending) AS inserted,
        to_jsonb(ARRAY(${own} AND d.attempts = 1 AND handler = ANY(${slots?.handlers ?? []}::text[]))) AS "claimedHandlers"
      FROM ${verifications} AS t
      WHERE ${row} AND ${unindexed(sql`status`)} = ${status} AND sub_code IS NOT DISTINCT FROM ${subCode}
        AND check_request_id IS NOT DISTINCT FROM ${requestIdValue(requestId)}`;
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
      /** Whether nothing was sent: then the next check need not wait. */
      readonly nothingSent: boolean;
      /** What is recorded of the check; undefined if the vendor was not called. */
      readonly event:
        { readonly code: string | undefined; readonly requestId: string | undefined } | undefined;
    },
  ): Promise<VerificationEntity | undefined> {
    const { event } = next;
    const recorded =
      event === undefined
        ? sql``
        : sql`, recorded AS (${this.sql.event(sql`checked`, {
            type: next.checked ? 'checked' : 'check_failed',
            code: sql`${event.code}`,
            requestId: sql`${event.requestId}`,
            isRepeated: true,
          })})`;
    const statement = sql`WITH ${CLOCK}, checked AS (
      UPDATE ${this.sql.verifications} AS t SET
        next_check_at = CASE WHEN check_requested_at >= claimed_at THEN now + ${CHECK_SPACING}
          ELSE ${next.nextCheckAt}::timestamptz END,
        attempts = ${next.attempts}, checked_at = CASE WHEN ${next.checked} THEN now ELSE checked_at END,
        invalid_since = CASE WHEN ${next.unknownId} THEN coalesce(invalid_since, now)
          WHEN NOT ${next.checked} THEN invalid_since END,
        claimed_at = CASE WHEN NOT ${next.nothingSent} THEN claimed_at END,
        lease_token = NULL, lease_expires_at = NULL
      FROM clock WHERE id = ${id} AND lease_token = ${leaseToken} AND ${unindexed(sql`status`)} = 'PENDING'
      RETURNING t.*)${recorded}
      SELECT ${ALL_COLUMNS}, ${this.sql.notifyWorkers()}::text FROM checked AS t`;
    return this.sql.confirmed(() => this.sql.one(statement));
  }

  /**
   * The number of pending rows of a tenant that the vendor reports as unknown, and whether it has returned a good
   * response about any of its rows since.
   */
  async unknownIds(tenant: string | null): Promise<{ count: number; goodResponseSince: boolean }> {
    const { verifications, instance } = this.sql;
    // Not a plain comparison: by its statistics a plan would read all rows of a tenant, and not the newest.
    const own = sql`coalesce(tenant, '') = ${tenant ?? ''}`;
    // From the newest end backwards: the table may be large.
    const row = await this.sql.one<{ count: number; goodResponseSince: boolean }>(sql`WITH denied AS (
        SELECT count(*)::int AS count, min(invalid_since) AS since FROM ${verifications}
        WHERE instance = ${instance} AND ${own} AND status = 'PENDING' AND invalid_since IS NOT NULL)
      SELECT count, coalesce((
          SELECT true FROM ${verifications}
          WHERE instance = ${instance} AND ${own} AND completed_at > (SELECT since FROM denied) AND invalid_since IS NULL
            AND (status IN ('PASSED', 'FAILED') OR sub_code = 'not_finished')
          ORDER BY completed_at DESC LIMIT 1
        ), false) OR EXISTS (
          SELECT FROM ${verifications}
          WHERE instance = ${instance} AND ${own} AND status = 'PENDING' AND attempts = 0
            AND checked_at > (SELECT since FROM denied) AND invalid_since IS NULL
        ) AS "goodResponseSince"
      FROM denied`);
    return row ?? { count: 0, goodResponseSince: false };
  }
}
