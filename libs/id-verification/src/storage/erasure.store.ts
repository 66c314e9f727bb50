import { Injectable } from '@nestjs/common';
import { RESULT_RETENTION_MS } from '../contract/vendor-times.js';
import type { ErasureEntity, VendorDeletion } from './erasure.entity.js';
import { ENDED, type Operator } from './record-event.js';
import type { Backoff } from '../time/backoff.js';
import { exceptTenants } from './except-tenants.js';
import { backoff } from './sql-backoff.js';
import { sql, type Sql } from './sql.js';
import { CLOCK, NOW, SqlClient } from './sql.client.js';
import { time } from './sql-types.js';
import type { PageWindow } from '../validation/page.js';
import { NOTIFY_END, notifyWork } from './change-channel.js';
import { unindexed } from './unindexed.js';

/** A stored receipt. */
export type StoredErasure = Pick<
  ErasureEntity,
  | 'id'
  | 'verificationId'
  | 'state'
  | 'vendorDeletion'
  | 'transactionId'
  | 'vendorAccount'
  | 'tenant'
  | 'attempts'
  | 'requestedAt'
  | 'erasedAt'
  | 'vendorDeletesAt'
> & { readonly readAt: Date };

/** The last receipt of a page. */
export type ErasurePosition = Pick<StoredErasure, 'id'>;

/** Behind every id. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const COLUMNS = sql`e.id, e.verification_id AS "verificationId", e.state, e.vendor_deletion AS "vendorDeletion",
  e.transaction_id AS "transactionId", e.vendor_account AS "vendorAccount", e.tenant, e.attempts, ${time(sql`e.requested_at`)} AS "requestedAt",
  ${time(sql`e.erased_at`)} AS "erasedAt", ${time(sql`e.vendor_deletes_at`)} AS "vendorDeletesAt"`;

/** Without a verdict the user may finish at the vendor until the expiry, whenever the verification ended here. */
const ENDS_AT_VENDOR = sql`CASE status WHEN 'EXPIRED' THEN greatest(completed_at, expires_at) ELSE completed_at END`;

/** When a row with a retention of its own is purged, in UTC, as its index has it: only that does not depend on the session. */
const PURGED_AT = sql`((completed_at AT TIME ZONE 'UTC') + retention_days * interval '1 day')`;

/** The statements that erase and purge. */
@Injectable()
export class ErasureStore {
  constructor(private readonly sql: SqlClient) {}

  /**
   * Stores an erasure before anything is deleted, so that a later run completes it after a crash. With `force`, a
   * verification that is open ends as expired in the same statement, with its deliveries. Returns undefined if the
   * verification is open and `force` is not set, or if there is none.
   *
   * @param leaseMs how long no worker claims the vendor deletion, because the caller makes the first attempt
   * @param by the operator
   */
  async request(
    erasureId: string,
    merchantBizId: string,
    idHash: string,
    force: boolean,
    leaseMs: number,
    by?: Operator,
  ): Promise<StoredErasure | undefined> {
    const { verifications, handlers, deliveries, erasures, instance } = this.sql;
    const row = sql`instance = ${instance} AND merchant_biz_id = ${merchantBizId}`;
    // One statement, so that a crash never leaves a verification ended by `force` without its receipt and deliveries.
    const statement = sql`WITH ${CLOCK}, open AS (
        UPDATE ${verifications} AS t SET status = 'EXPIRED', sub_code = 'erased', reason = 'erased', completed_at = now,
          protocol = NULL, transaction_url = NULL, lease_token = NULL, lease_expires_at = NULL, updated_at = now
        FROM clock WHERE ${row} AND ${unindexed(sql`status`)} IN ('INITIALIZING', 'PENDING') AND ${force}
        RETURNING t.*),
      delivered AS (
        INSERT INTO ${deliveries} (verification_id, handler, instance, state, next_attempt_at, created_at)
        SELECT open.id, h.name, open.instance, 'PENDING', now, now
        FROM clock, open JOIN ${handlers} AS h ON h.instance = open.instance
        WHERE open.transaction_id IS NOT NULL AND 'expired' = ANY(h.outcomes)),
      notified AS MATERIALIZED (
        SELECT ${NOTIFY_END} FROM open UNION ALL SELECT ${notifyWork(instance, 'deliver')} FROM open),
      erased AS (
        SELECT open.* FROM open, (SELECT count(*) FROM notified) AS done
        UNION ALL
        SELECT t.* FROM ${verifications} AS t
        WHERE ${row} AND status NOT IN ('INITIALIZING', 'PENDING')
          AND NOT EXISTS (
            SELECT FROM ${erasures} AS e
            WHERE e.instance = ${instance} AND e.state = 'ERASING' AND e.verification_id = t.id)),
      forced AS (${this.sql.event(sql`open`, { type: 'ended', ...ENDED })}),
      recorded AS (${this.sql.event(sql`erased`, { type: 'erasure_requested', by })})
      INSERT INTO ${erasures} AS e (id, instance, id_hash, state, vendor_deletion, verification_id,
        transaction_id, vendor_account, tenant, attempts, next_attempt_at, requested_at, vendor_deletes_at)
      SELECT ${erasureId}, ${instance}, ${idHash}, 'ERASING',
        CASE WHEN transaction_id IS NULL THEN 'NEVER_THERE' ELSE 'PENDING' END,
        erased.id, transaction_id, vendor_account, tenant, 1, now + ${leaseMs} * interval '1 ms', now, ${ENDS_AT_VENDOR} + ${RESULT_RETENTION_MS} * interval '1 ms'
      FROM clock, erased
      RETURNING ${COLUMNS}, ${time(sql`requested_at`)} AS "readAt"`;
    // The lock serializes concurrent requests; the statement after it sees the result of the first.
    const [receipt] = await this.sql.atomically(async (runner) => {
      await this.sql.run(sql`SELECT FROM ${verifications} WHERE ${row} FOR UPDATE`, runner);
      return this.sql.run<StoredErasure>(statement, runner);
    });
    return receipt;
  }

  /**
   * Ends the lease of the caller of {@link request}, so that a worker may delete at the vendor, and notifies the
   * processes that may run a handler of the verification.
   */
  async release(id: string): Promise<void> {
    const { erasures, instance } = this.sql;
    await this.sql.run(sql`WITH ${CLOCK}
      UPDATE ${erasures} SET next_attempt_at = now FROM clock WHERE id = ${id} AND ${unindexed(sql`state`)} <> 'DONE'
      RETURNING ${notifyWork(instance, 'erase')}::text`);
  }

  /** Reads one receipt. */
  async get(id: string): Promise<StoredErasure | undefined> {
    return this.sql.one(sql`WITH ${CLOCK}
      SELECT ${COLUMNS}, ${time(sql`now`)} AS "readAt" FROM ${this.sql.erasures} AS e, clock WHERE id = ${id}`);
  }

  /** Reads one page of receipts, the latest first: ids are ordered in time. */
  async list({ after, limit }: PageWindow<ErasurePosition>): Promise<StoredErasure[]> {
    const { erasures, instance } = this.sql;
    return this.sql.run(sql`WITH ${CLOCK}
      SELECT ${COLUMNS}, ${time(sql`now`)} AS "readAt" FROM ${erasures} AS e, clock
      WHERE instance = ${instance} AND e.id < ${after?.id ?? LAST_ID}::uuid
      ORDER BY e.id DESC LIMIT ${limit}`);
  }

  /** Reads the latest receipt of a MerchantBizId. */
  async find(idHashes: readonly string[]): Promise<StoredErasure | undefined> {
    return this.sql.one(sql`WITH ${CLOCK}
      SELECT ${COLUMNS}, ${time(sql`now`)} AS "readAt" FROM ${this.sql.erasures} AS e, clock
      WHERE instance = ${this.sql.instance} AND id_hash = ANY(${idHashes}::text[])
      ORDER BY requested_at DESC, e.id DESC LIMIT 1`);
  }

  /**
   * Deletes the verifications of due erasures, except those with a pending delivery; dead-lettered deliveries are
   * deleted with their verification. A verification that was purged, or initialized again after a rejection, counts as
   * deleted. One statement, so that the receipt is updated exactly when the row is deleted.
   */
  async wipe(): Promise<number> {
    const { verifications, deliveries, erasures, instance } = this.sql;
    const rows = await this.sql.run(sql`WITH ${CLOCK}, gone AS (
        DELETE FROM ${verifications} AS t USING ${erasures} AS e
        WHERE e.instance = ${instance} AND e.state = 'ERASING' AND e.verification_id = t.id
          AND t.initialize_started_at <= e.requested_at
          AND NOT EXISTS (SELECT FROM ${deliveries} AS d WHERE d.verification_id = t.id AND ${unindexed(sql`d.state`)} = 'PENDING')
        RETURNING t.id, t.created_at),
      changed AS (${this.sql.rollUpChange(sql`gone`)})
      UPDATE ${erasures} AS e SET verification_id = NULL, erased_at = now,
        state = CASE WHEN vendor_deletion = 'PENDING' THEN 'DELETING' ELSE 'DONE' END
      FROM clock WHERE e.instance = ${instance} AND e.state = 'ERASING'
        AND (e.verification_id IN (SELECT id FROM gone) OR NOT EXISTS (
          SELECT FROM ${verifications} AS t WHERE t.id = e.verification_id AND t.initialize_started_at <= e.requested_at))
      RETURNING e.id`);
    return rows.length;
  }

  /** When the next erasure can continue, for {@link DueWorkStore}. */
  nextErasure(): Sql {
    const { deliveries, erasures, instance } = this.sql;
    return sql`CASE WHEN EXISTS (
        SELECT FROM ${erasures} AS e WHERE e.instance = ${instance} AND e.state = 'ERASING' AND NOT EXISTS (
          SELECT FROM ${deliveries} AS d WHERE d.verification_id = e.verification_id AND ${unindexed(sql`d.state`)} = 'PENDING'))
      THEN ${NOW} ELSE (
        SELECT min(next_attempt_at) FROM ${erasures} WHERE instance = ${instance} AND state = 'DELETING') END`;
  }

  /**
   * Claims the erasure whose deletion at the vendor is due first; it is due again after a backoff. One statement: rows
   * that another process claims concurrently are skipped.
   *
   * @param paused tenants whose erasures are left alone
   */
  async claimDeletion(policy: Backoff, paused: readonly string[] = []): Promise<StoredErasure | undefined> {
    const { erasures, instance } = this.sql;
    return this.sql.one(sql`WITH ${CLOCK}, due AS (
        SELECT id FROM ${erasures}
        WHERE instance = ${instance} AND state = 'DELETING' AND next_attempt_at <= ${NOW}
          AND ${exceptTenants(paused)}
        ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      UPDATE ${erasures} AS e SET attempts = attempts + 1,
        next_attempt_at = now + ${backoff(policy, sql`attempts + 1`)}
      FROM clock, due WHERE e.id = due.id RETURNING ${COLUMNS}, ${time(sql`now`)} AS "readAt"`);
  }

  /** Schedules a deletion whose call was rejected: that was no attempt. */
  async postpone(id: string, delayMs: number): Promise<void> {
    await this.sql.run(sql`WITH ${CLOCK}
      UPDATE ${this.sql.erasures} SET attempts = attempts - 1, next_attempt_at = now + ${delayMs} * interval '1 ms'
      FROM clock WHERE id = ${id} AND ${unindexed(sql`state`)} = 'DELETING'`);
  }

  /** Completes a receipt and removes its last link to the verification, in one statement. */
  async finish(id: string, vendorDeletion: VendorDeletion): Promise<void> {
    await this.sql.run(sql`
      UPDATE ${this.sql.erasures}
      SET state = 'DONE', vendor_deletion = ${vendorDeletion}, transaction_id = NULL, vendor_account = NULL,
        tenant = NULL
      WHERE id = ${id}`);
  }

  /**
   * Deletes verifications after their retention, except those with a follow-up or an undelivered outcome. One
   * statement: rows that another process has locked are skipped.
   *
   * @param retention of rows without a retention of their own (`days`), or of rows with one (`'own'`); each has its
   *   index
   */
  async purge(retention: { readonly days: number } | 'own', limit: number): Promise<number> {
    const { verifications, deliveries, instance } = this.sql;
    const { isOver, order } =
      retention === 'own'
        ? {
            // It implies that there is a retention. Stated as well, the planner would expect one row where few have
            // one, sort all, and have the statement compiled for a second where there is nothing to purge.
            isOver: sql`${PURGED_AT} < ${NOW} AT TIME ZONE 'UTC'`,
            order: PURGED_AT,
          }
        : {
            isOver: sql`retention_days IS NULL AND completed_at < ${NOW} - ${retention.days} * interval '1 day'`,
            order: sql`completed_at`,
          };
    const rows = await this.sql.run(sql`WITH ${CLOCK}, old AS (
        SELECT id FROM ${verifications} AS t
        WHERE instance = ${instance} AND ${isOver} AND next_follow_up_at IS NULL
          -- OFFSET keeps the planner from joining all deliveries: each row looks for its own.
          AND NOT EXISTS (
            SELECT FROM ${deliveries} AS d WHERE d.verification_id = t.id AND d.state <> 'DELIVERED' OFFSET 0)
        ORDER BY ${order} LIMIT ${limit} FOR UPDATE SKIP LOCKED),
      gone AS (DELETE FROM ${verifications} WHERE id = ANY (ARRAY(SELECT id FROM old)) RETURNING id, created_at),
      changed AS (${this.sql.rollUpChange(sql`gone`)})
      SELECT id FROM gone`);
    return rows.length;
  }
}
