import { Injectable } from '@nestjs/common';
import { sql, type Sql } from './sql.js';
import { CLOCK, milliseconds, Statements } from './statements.js';
import { TRANSACTION_LIFETIME_MS } from './transaction.store.js';
import { due } from './verdict.store.js';

/** What the tables say of the work of all processes. Ages are in milliseconds and null where there is nothing. */
export interface WorkOnRecord {
  readonly lastVendorSuccessAt: Date | null;
  readonly due: number;
  readonly oldestDueMs: number | null;
  readonly open: number;
  readonly oldestOpenMs: number | null;
  readonly dead: number;
  readonly retiredHandlers: string[];
  readonly overdue: number;
  readonly firstOverdueExpiredAt: Date | null;
}

/** Counting ends here, so that a look at a large backlog costs as little as at a small one. */
const COUNT_LIMIT = sql`10000`;

/** Among so many that ended last a verdict is looked for: the others were refused or ran out. */
const NEWEST_ENDS = sql`100`;

/** The statement that reads the state of the work. */
@Injectable()
export class HealthStore {
  constructor(private readonly statements: Statements) {}

  /**
   * Reads all numbers of the report, in one statement so that they belong together and cost one round trip.
   *
   * @param overdueMs how long after its expiry a verification without a result counts as overdue
   * @param retiredMs how long after its last heartbeat a handler counts as retired
   */
  async work(overdueMs: number, retiredMs: number): Promise<WorkOnRecord | undefined> {
    const { transactions, deliveries, handlers, instance } = this.statements;
    const dueChecks = sql`${transactions}, clock WHERE ${due(instance)}`;
    const openDeliveries = sql`${deliveries}, clock WHERE instance = ${instance} AND state = 'OPEN'`;
    return this.statements.one(sql`WITH ${CLOCK}, ${this.signs(overdueMs)}
      SELECT
        greatest((SELECT at FROM accepted),
          (SELECT max(at) FROM ended WHERE status IN ('PASSED', 'FAILED'))) AS "lastVendorSuccessAt",
        ${count(sql`FROM ${dueChecks}`)} AS due,
        (SELECT ${milliseconds(sql`now - next_due_at`)} FROM ${dueChecks}
          ORDER BY next_due_at LIMIT 1) AS "oldestDueMs",
        ${count(sql`FROM ${openDeliveries}`)} AS open,
        (SELECT ${milliseconds(sql`now - next_attempt_at`)} FROM ${openDeliveries} AND next_attempt_at <= now
          ORDER BY next_attempt_at LIMIT 1) AS "oldestOpenMs",
        ${count(sql`FROM ${deliveries} WHERE instance = ${instance} AND state = 'DEAD'`)} AS dead,
        ARRAY(SELECT name FROM ${handlers}, clock WHERE instance = ${instance}
          AND seen_at < now - ${retiredMs} * interval '1 ms' ORDER BY name)::text[] AS "retiredHandlers",
        ${count(sql`FROM overdue`)} AS overdue,
        (SELECT min(expires_at) FROM overdue) AS "firstOverdueExpiredAt"`);
  }

  /** What the vendor accepted and decided last, and what it has decided too late. */
  private signs(overdueMs: number): Sql {
    const { transactions, instance } = this.statements;
    const overdue = sql`now - ${overdueMs} * interval '1 ms'`;
    return sql`accepted AS (
        SELECT expires_at - ${TRANSACTION_LIFETIME_MS} * interval '1 ms' AS at FROM ${transactions}
        WHERE instance = ${instance} AND status = 'PENDING' ORDER BY created_at DESC, id DESC LIMIT 1),
      ended AS (
        SELECT status, completed_at AS at FROM ${transactions}
        WHERE instance = ${instance} AND completed_at IS NOT NULL
        ORDER BY completed_at DESC LIMIT ${NEWEST_ENDS}),
      overdue AS (
        SELECT expires_at FROM ${transactions}, clock
        WHERE instance = ${instance} AND status = 'PENDING' AND created_at < ${overdue} AND expires_at < ${overdue}
        ORDER BY created_at LIMIT ${COUNT_LIMIT})`;
  }
}

function count(from: Sql): Sql {
  return sql`(SELECT count(*)::int FROM (SELECT ${from} LIMIT ${COUNT_LIMIT}) AS counted)`;
}
