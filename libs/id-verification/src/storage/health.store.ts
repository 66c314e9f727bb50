import { Injectable } from '@nestjs/common';
import { sql, type Sql } from './sql.js';
import { TRANSACTION_LIFETIME_MS } from '../contract/vendor-times.js';
import { CLOCK, milliseconds, NOW, SqlClient } from './sql.client.js';
import { time } from './sql-types.js';
import { awaitsFollowUp } from './follow-up.store.js';
import { due } from './verdict.store.js';

/** The stored work of all processes. Ages are in milliseconds, null if there is no such row. */
export interface StoredWork {
  readonly lastVendorSuccessAt: Date | null;
  readonly due: number;
  readonly oldestDueMs: number | null;
  readonly pending: number;
  readonly oldestPendingMs: number | null;
  readonly deadLettered: number;
  readonly evidencePending: number;
  readonly oldestEvidenceMs: number | null;
  readonly inactiveHandlers: string[];
  readonly overdue: number;
  readonly firstOverdueExpiredAt: Date | null;
}

/** The limit of counts, so that a large backlog costs no more to read than a small one. */
const COUNT_LIMIT = sql`10000`;

/** The number of latest ends among which a verdict is searched. */
const NEWEST_ENDS = sql`100`;

/** The statement that reads the stored work. */
@Injectable()
export class HealthStore {
  constructor(private readonly sql: SqlClient) {}

  /**
   * Reads all numbers of the report in one statement, so that they are consistent and cost one round trip.
   *
   * @param overdueMs how long after its expiry a verification without a result counts as overdue
   * @param inactiveMs how long after its last heartbeat a handler is inactive
   */
  async work(overdueMs: number, inactiveMs: number): Promise<StoredWork | undefined> {
    const { verifications, deliveries, handlers, instance } = this.sql;
    const dueChecks = sql`${verifications} WHERE ${due(instance)}`;
    const pendingDeliveries = sql`${deliveries} WHERE instance = ${instance} AND state = 'PENDING'`;
    const pendingEvidence = sql`${verifications} WHERE ${awaitsFollowUp('evidence', instance)}`;
    return this.sql.one(sql`WITH ${CLOCK}, ${this.signs(overdueMs)}
      SELECT
        ${time(sql`greatest((SELECT at FROM accepted),
          (SELECT max(at) FROM ended WHERE status IN ('PASSED', 'FAILED')))`)} AS "lastVendorSuccessAt",
        ${count(sql`FROM ${dueChecks}`)} AS due,
        (SELECT ${milliseconds(sql`${NOW} - next_check_at`)} FROM ${dueChecks}
          ORDER BY next_check_at LIMIT 1) AS "oldestDueMs",
        ${count(sql`FROM ${pendingDeliveries}`)} AS pending,
        (SELECT ${milliseconds(sql`${NOW} - next_attempt_at`)} FROM ${pendingDeliveries} AND next_attempt_at <= ${NOW}
          ORDER BY next_attempt_at LIMIT 1) AS "oldestPendingMs",
        ${count(sql`FROM ${deliveries} WHERE instance = ${instance} AND state = 'DEAD_LETTERED'`)} AS "deadLettered",
        ${count(sql`FROM ${pendingEvidence}`)} AS "evidencePending",
        (SELECT ${milliseconds(sql`${NOW} - min(completed_at)`)} FROM ${pendingEvidence})
          AS "oldestEvidenceMs",
        to_jsonb(ARRAY(SELECT name FROM ${handlers} WHERE instance = ${instance}
          AND last_heartbeat_at < ${NOW} - ${inactiveMs} * interval '1 ms' ORDER BY name)) AS "inactiveHandlers",
        ${count(sql`FROM overdue`)} AS overdue,
        ${time(sql`(SELECT min(expires_at) FROM overdue)`)} AS "firstOverdueExpiredAt"`);
  }

  /** The last successes of the vendor, and its overdue verdicts. */
  private signs(overdueMs: number): Sql {
    const { verifications, instance } = this.sql;
    const overdue = sql`${NOW} - ${overdueMs} * interval '1 ms'`;
    return sql`accepted AS (
        SELECT expires_at - ${TRANSACTION_LIFETIME_MS} * interval '1 ms' AS at FROM ${verifications}
        WHERE instance = ${instance} AND status = 'PENDING' ORDER BY created_at DESC, id DESC LIMIT 1),
      ended AS (
        SELECT status, completed_at AS at FROM ${verifications}
        WHERE instance = ${instance} AND completed_at IS NOT NULL
        ORDER BY completed_at DESC LIMIT ${NEWEST_ENDS}),
      overdue AS (
        SELECT expires_at FROM ${verifications}
        WHERE instance = ${instance} AND status = 'PENDING' AND created_at < ${overdue} AND expires_at < ${overdue}
        ORDER BY created_at LIMIT ${COUNT_LIMIT})`;
  }
}

function count(from: Sql): Sql {
  return sql`(SELECT count(*)::int FROM (SELECT ${from} LIMIT ${COUNT_LIMIT}) AS counted)`;
}
