import { Injectable } from '@nestjs/common';
import { notifyWork } from './change-channel.js';
import type { InitializeResult } from '../contract/operations/initialize.js';
import { TRANSACTION_LIFETIME_MS } from '../contract/vendor-times.js';
import { LEASE_FREE, type Lease } from './lease.js';
import { ENDED } from './record-event.js';
import { join, sql, type Sql } from './sql.js';
import { CLOCK, milliseconds, NOW, SqlClient } from './sql.client.js';
import { unindexed } from './unindexed.js';
import {
  ALL_COLUMNS,
  requestColumns,
  requestIdValue,
  type VerificationDraft,
} from './verification-columns.js';
import { verificationReason } from './verification-reason.js';
import { type VerificationSnapshot } from './verification.store.js';
import type { VerificationEntity } from './verification.entity.js';

/** The limit of verifications of one user in a time window that ends now. */
export interface AttemptLimit {
  readonly count: number;
  readonly windowMs: number;
  /** The user's id under every hash key. */
  readonly merchantUserIds: readonly string[];
}

/** The statements that initialize verifications. Each checks the lease in the same statement that writes. */
@Injectable()
export class InitializeStore {
  constructor(private readonly sql: SqlClient) {}

  /**
   * Inserts the row under a lease. One statement: of concurrent callers with the same id exactly one inserts.
   *
   * @returns undefined if the MerchantBizId exists or the limit is reached
   */
  async reserve(
    draft: VerificationDraft,
    lease: Lease,
    limit?: AttemptLimit,
  ): Promise<VerificationEntity | undefined> {
    const columns = requestColumns(draft);
    const statement = sql`WITH ${CLOCK}
      INSERT INTO ${this.sql.verifications} AS t (
        id, instance, merchant_biz_id, ${join(columns.map(({ column }) => column))},
        status, lease_token, lease_expires_at, next_check_at, initialize_started_at, created_at, updated_at)
      SELECT ${draft.id}, ${this.sql.instance}, ${draft.merchantBizId},
        ${join(columns.map(({ value }) => value))},
        'INITIALIZING', ${lease.token}, now + ${lease.milliseconds} * interval '1 ms',
        now + ${TRANSACTION_LIFETIME_MS} * interval '1 ms', now, now, now
      FROM clock WHERE ${this.isWithin(limit, draft.merchantBizId)}
      ON CONFLICT (instance, merchant_biz_id) DO NOTHING
      RETURNING ${ALL_COLUMNS}`;
    return this.confirmed(draft.id, lease, () => this.oneOfUser(statement, limit));
  }

  /**
   * Takes over a row without a valid lease: compares the lease that was read and replaces it, in one statement. The row
   * keeps its id, and therefore its callback token.
   *
   * @returns undefined if another caller was faster or the limit is reached
   */
  async takeOver(
    seen: VerificationSnapshot,
    draft: VerificationDraft,
    lease: Lease,
    limit?: AttemptLimit,
  ): Promise<VerificationEntity | undefined> {
    const request = join(requestColumns(draft).map(({ column, value }) => sql`${column} = ${value}`));
    const statement = sql`WITH ${CLOCK}, taken AS (
      UPDATE ${this.sql.verifications} AS t SET
        ${request},
        status = 'INITIALIZING', sub_code = NULL, reason = NULL, completed_at = NULL, initialize_request_id = NULL,
        lease_token = ${lease.token}, lease_expires_at = now + ${lease.milliseconds} * interval '1 ms',
        next_check_at = now + ${TRANSACTION_LIFETIME_MS} * interval '1 ms',
        attempts = attempts + 1, initialize_started_at = now, updated_at = now
      FROM clock
      WHERE id = ${seen.id} AND lease_token IS NOT DISTINCT FROM ${seen.leaseToken}
        AND ${unindexed(sql`status`)} IN ('INITIALIZING', 'REJECTED') AND ${this.isWithin(limit, draft.merchantBizId)}
      RETURNING t.*),
      retried AS (${this.sql.event(sql`taken`, { type: 'initialize_retried', isRepeated: true })}),
      changed AS (${this.sql.rollUpChange(sql`taken`)})
      SELECT ${ALL_COLUMNS} FROM taken AS t`;
    return this.confirmed(seen.id, lease, () => this.oneOfUser(statement, limit));
  }

  /** A statement whose response is lost finds its row under its own lease. */
  private async confirmed(
    id: string,
    { token }: Lease,
    write: () => Promise<VerificationEntity | undefined>,
  ): Promise<VerificationEntity | undefined> {
    const written = sql`SELECT ${ALL_COLUMNS} FROM ${this.sql.verifications} AS t
      WHERE id = ${id} AND lease_token = ${token} AND ${unindexed(sql`status`)} = 'INITIALIZING'`;
    return this.sql.confirmed(
      async (isRetry) => (await write()) ?? (isRetry ? this.sql.one(written) : undefined),
    );
  }

  /** The time until the user may start another verification, in milliseconds; undefined if that is now. */
  async nextAttemptMs(merchantBizId: string, limit: AttemptLimit): Promise<number | undefined> {
    const row = await this.sql.one<{ waitMs: number }>(sql`WITH ${CLOCK}
      SELECT ceil(${milliseconds(sql`started + ${limit.windowMs} * interval '1 ms' - now`)})::float8 AS "waitMs"
      FROM clock, LATERAL (${this.lastAttemptAllowed(limit, merchantBizId)}) AS attempt`);
    return row?.waitMs;
  }

  /**
   * Locks the user, if there is a limit: concurrent statements would not see each other's row. Under every key, because
   * another process may have other keys; in one order, so that they do not deadlock.
   */
  private async oneOfUser(
    statement: Sql,
    limit: AttemptLimit | undefined,
  ): Promise<VerificationEntity | undefined> {
    if (limit === undefined) return this.sql.one(statement);
    const users = limit.merchantUserIds.map((id) => `${this.sql.instance.value}/${id}`).sort();
    return this.sql.atomically(async (runner) => {
      await this.sql.run(
        sql`SELECT pg_advisory_xact_lock(hashtextextended(name, 0))::text FROM unnest(${users}::text[]) AS users (name)`,
        runner,
      );
      const [row] = await this.sql.run<VerificationEntity>(statement, runner);
      return row;
    });
  }

  private isWithin(limit: AttemptLimit | undefined, merchantBizId: string): Sql {
    return limit === undefined
      ? sql`true`
      : sql`NOT EXISTS (${this.lastAttemptAllowed(limit, merchantBizId)})`;
  }

  /** The `count`th newest of the user's other attempts: if it exists, the window is full. */
  private lastAttemptAllowed({ count, windowMs, merchantUserIds }: AttemptLimit, merchantBizId: string): Sql {
    // PostgreSQL infers the inserted column's type for the shared instance parameter, which a comparison does not
    // accept.
    return sql`SELECT a.initialize_started_at AS started FROM ${this.sql.verifications} AS a
      WHERE a.instance = ${this.sql.instance.value} AND a.merchant_user_id = ANY(${merchantUserIds})
        AND a.merchant_biz_id <> ${merchantBizId} AND a.status <> 'REJECTED'
        AND a.initialize_started_at > ${NOW} - ${windowMs} * interval '1 ms'
      ORDER BY a.initialize_started_at DESC OFFSET ${count - 1} LIMIT 1`;
  }

  /**
   * Stores the vendor's response and ends the lease, in one statement.
   *
   * @returns undefined if another caller has taken over the lease
   *
   * @param nextCheckMs when the first scheduled check is due, in milliseconds from now; a check request that arrived
   *   before the response makes it due at once
   */
  async markPending(
    id: string,
    leaseToken: string,
    response: InitializeResult,
    nextCheckMs: number,
  ): Promise<VerificationEntity | undefined> {
    const { verifications, instance } = this.sql;
    const written = sql`SELECT ${ALL_COLUMNS} FROM ${verifications} AS t
      WHERE id = ${id} AND transaction_id = ${response.transactionId}`;
    const statement = sql`WITH ${CLOCK}, pending AS (
      UPDATE ${verifications} AS t SET
        status = 'PENDING', transaction_id = ${response.transactionId}, protocol = ${response.protocol},
        transaction_url = ${response.transactionUrl},
        initialize_request_id = ${requestIdValue(response.requestId)}, livemode = ${response.livemode},
        lease_token = NULL, lease_expires_at = NULL, attempts = 0,
        expires_at = now + ${TRANSACTION_LIFETIME_MS} * interval '1 ms',
        next_check_at = CASE WHEN check_requested_at IS NULL THEN now + ${nextCheckMs} * interval '1 ms'
          ELSE now END,
        updated_at = now
      FROM clock
      WHERE id = ${id} AND lease_token = ${leaseToken} AND ${unindexed(sql`status`)} = 'INITIALIZING'
      RETURNING t.*),
      initialized AS (${this.sql.event(sql`pending`, { type: 'initialized', requestId: sql`source.initialize_request_id` })})
      SELECT ${ALL_COLUMNS}, CASE WHEN check_requested_at IS NOT NULL THEN ${notifyWork(instance, 'check')}::text END
      FROM pending AS t`;
    return this.sql.confirmed(
      async (isRetry) =>
        (await this.sql.one<VerificationEntity>(statement)) ?? (isRetry ? this.sql.one(written) : undefined),
    );
  }

  /**
   * Stores a permanent refusal and ends the lease, in one statement. False if another caller has taken over the lease.
   */
  async reject(
    id: string,
    leaseToken: string,
    refusal: { readonly subCode: string; readonly requestId: string | undefined },
  ): Promise<boolean> {
    const row = await this.sql.one(sql`WITH ${CLOCK}, rejected AS (
      UPDATE ${this.sql.verifications} AS t SET
        status = 'REJECTED', sub_code = ${refusal.subCode},
        reason = ${verificationReason('REJECTED', refusal.subCode)},
        initialize_request_id = ${requestIdValue(refusal.requestId)}, completed_at = now,
        lease_token = NULL, lease_expires_at = NULL, updated_at = now
      FROM clock
      WHERE id = ${id} AND lease_token = ${leaseToken} AND ${unindexed(sql`status`)} = 'INITIALIZING'
      RETURNING t.*),
      ended AS (${this.sql.event(sql`rejected`, {
        type: 'ended',
        ...ENDED,
        requestId: sql`source.initialize_request_id`,
        isRepeated: true,
      })})
      SELECT id FROM rejected`);
    return row !== undefined;
  }

  /**
   * Ends the lease after a failed attempt, so that a retry need not wait for its expiry. False if another caller has
   * taken over the lease.
   */
  async release(
    id: string,
    leaseToken: string,
    failure: { readonly code: string; readonly requestId: string | undefined },
  ): Promise<boolean> {
    const row = await this.sql.one(sql`WITH ${CLOCK}, released AS (
      UPDATE ${this.sql.verifications} AS t SET lease_token = NULL, lease_expires_at = NULL
      WHERE id = ${id} AND lease_token = ${leaseToken} AND ${unindexed(sql`status`)} = 'INITIALIZING'
      RETURNING t.id),
      failed AS (${this.sql.event(sql`released`, {
        type: 'initialize_failed',
        code: sql`${failure.code}`,
        requestId: sql`${failure.requestId}`,
        isRepeated: true,
      })})
      SELECT id FROM released`);
    return row !== undefined;
  }

  /** Deletes a row for which nothing was sent to the vendor. False if another caller has taken over the lease. */
  async remove(id: string, leaseToken: string): Promise<boolean> {
    const row = await this.sql.one(sql`
      DELETE FROM ${this.sql.verifications}
      WHERE id = ${id} AND lease_token = ${leaseToken} AND ${unindexed(sql`status`)} = 'INITIALIZING'
      RETURNING id`);
    return row !== undefined;
  }

  /** When the next row is due whose Initialize was never retried, for {@link DueWorkStore}. */
  nextRejection(): Sql {
    const { verifications, instance } = this.sql;
    return sql`(SELECT next_check_at FROM ${verifications}
      WHERE instance = ${instance} AND status = 'INITIALIZING' AND ${LEASE_FREE} ORDER BY next_check_at LIMIT 1)`;
  }

  /** Rejects rows whose Initialize was never retried, all in one statement. */
  async rejectNeverInitialized(): Promise<number> {
    const rows = await this.sql.run(sql`WITH ${CLOCK}, rejected AS (
      UPDATE ${this.sql.verifications} AS t SET
        status = 'REJECTED', sub_code = 'never_started', reason = 'never_started', completed_at = now,
        lease_token = NULL, lease_expires_at = NULL, updated_at = now
      FROM clock
      WHERE instance = ${this.sql.instance} AND status = 'INITIALIZING' AND next_check_at <= ${NOW}
        AND ${LEASE_FREE}
      RETURNING t.*),
      recorded AS (${this.sql.event(sql`rejected`, { type: 'ended', ...ENDED, isRepeated: true })})
      SELECT id FROM rejected`);
    return rows.length;
  }
}
