import { Injectable } from '@nestjs/common';
import { milliseconds, Statements } from './statements.js';
import { TRANSACTION_LIFETIME_MS } from './transaction.store.js';
import { DUE } from './verdict.store.js';

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
const COUNT_LIMIT = 10_000;

/** Among so many that ended last a verdict is looked for: the others were refused or ran out. */
const NEWEST_ENDS = 100;

/** The statement by which the state of the work is looked at. */
@Injectable()
export class HealthStore {
  constructor(private readonly statements: Statements) {}

  /**
   * @param overdueMs how long after its expiry a verification without a result counts as overdue
   * @param retiredMs how long a handler's name was not shown by any process when it counts as retired
   */
  async work(overdueMs: number, retiredMs: number): Promise<WorkOnRecord | undefined> {
    const { transactions, deliveries, handlers, instance } = this.statements;
    const openDeliveries = `${deliveries}, clock WHERE instance = $2 AND state = 'OPEN'`;
    return this.statements.one<WorkOnRecord>(
      {
        with: `accepted AS (
            SELECT expires_at - $5 * interval '1 ms' AS at FROM ${transactions}
            WHERE instance = $2 AND status = 'PENDING' ORDER BY created_at DESC, id DESC LIMIT 1),
          ended AS (
            SELECT status, completed_at AS at FROM ${transactions}
            WHERE instance = $2 AND completed_at IS NOT NULL ORDER BY completed_at DESC LIMIT ${NEWEST_ENDS}),
          overdue AS (
            SELECT expires_at FROM ${transactions}, clock
            WHERE instance = $2 AND status = 'PENDING' AND created_at < now - $3 * interval '1 ms'
              AND expires_at < now - $3 * interval '1 ms'
            ORDER BY created_at LIMIT ${COUNT_LIMIT})`,
        sql: `SELECT
          greatest((SELECT at FROM accepted),
            (SELECT max(at) FROM ended WHERE status IN ('PASSED', 'FAILED'))) AS "lastVendorSuccessAt",
          ${count(`FROM ${transactions}, clock WHERE ${DUE}`)} AS due,
          (SELECT ${milliseconds('now - next_due_at')} FROM ${transactions}, clock WHERE ${DUE}
            ORDER BY next_due_at LIMIT 1) AS "oldestDueMs",
          ${count(`FROM ${openDeliveries}`)} AS open,
          (SELECT ${milliseconds('now - next_attempt_at')} FROM ${openDeliveries} AND next_attempt_at <= now
            ORDER BY next_attempt_at LIMIT 1) AS "oldestOpenMs",
          ${count(`FROM ${deliveries} WHERE instance = $2 AND state = 'DEAD'`)} AS dead,
          ARRAY(SELECT name FROM ${handlers}, clock WHERE instance = $2
            AND seen_at < now - $4 * interval '1 ms' ORDER BY name)::text[] AS "retiredHandlers",
          ${count('FROM overdue')} AS overdue,
          (SELECT min(expires_at) FROM overdue) AS "firstOverdueExpiredAt"`,
      },
      [instance, overdueMs, retiredMs, TRANSACTION_LIFETIME_MS],
    );
  }
}

function count(from: string): string {
  return `(SELECT count(*)::int FROM (SELECT ${from} LIMIT ${COUNT_LIMIT}) AS counted)`;
}
