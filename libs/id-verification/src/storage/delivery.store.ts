import { Injectable } from '@nestjs/common';
import type { EntityManager, QueryRunner } from 'typeorm';
import { backoffMs } from '../time/backoff.js';
import { inHostTransaction } from './host-transaction.js';
import type { RecordedEvent } from './record-event.js';
import { revocable } from './revocable-runner.js';
import { join, sql, type Sql } from './sql.js';
import { CLOCK, NOW, SqlClient } from './sql.client.js';
import { afterAttempt, type ClaimedDelivery, type DeliveryPolicy } from './claimed-delivery.js';
import { unindexed } from './unindexed.js';
import { OUTCOME_OF } from './verification-status.js';
import { ALL_COLUMNS } from './verification-columns.js';
import type { VerificationEntity } from './verification.entity.js';

/** A handler, with the outcomes it is registered for in the release of this process; another release may register more. */
interface Subscriber {
  readonly name: string;
  readonly outcomes: readonly string[];
}

/** The statuses of a handler's outcomes as one text: unnest() takes no array of arrays. */
function statusesOf({ outcomes }: Subscriber): string {
  return Object.entries(OUTCOME_OF)
    .flatMap(([status, outcome]) => (outcomes.includes(outcome) ? status : []))
    .join(',');
}

/** The free delivery slots of a process. */
export interface FreeSlots {
  /** The total number. */
  readonly total: number;
  /** For each handler that the process registers. */
  readonly handlers: readonly (Subscriber & {
    readonly most: number;
    /** Whether its first delivery takes precedence over the shared slots. */
    readonly isIdle: boolean;
  })[];
}

/** The server ends the session of a handler this long after the timeout, in case the process cannot. */
const IDLE_MARGIN_MS = 10_000;

/** How a handler's call ended, unless it threw. */
export type CallResult = 'returned' | 'timed-out';

/** The verification of a delivery that is marked in an open database transaction. */
type MarkedDelivery = VerificationEntity & { readonly processId: number; readonly erasureWaits: boolean };

/** A claimed delivery whose handler was not called. */
export interface UncalledDelivery extends Omit<ClaimedDelivery, 'verificationId'> {
  /** The delay of the next attempt, in milliseconds. */
  readonly delayMs: number;
}

/** How an attempt ended, unless the handler threw. */
export interface DeliveryResult {
  readonly end: 'delivered' | 'not-ours' | 'rolled-back' | 'timed-out';
  /** Whether an erasure of the verification waited when the attempt began. */
  readonly erasureWaits?: boolean;
  /** The error that a TypeORM subscriber of the host or the connection raised after the commit; the delivery stands. */
  readonly errorAfterCommit?: unknown;
}

/** The result of a failed attempt. */
export interface FailureResult {
  readonly deadLettered: boolean;
  /** Whether an erasure of the verification waits for its deliveries. */
  readonly erasureWaits: boolean;
}

/** The result of a claim. */
export interface Claim {
  readonly deliveries: readonly ClaimedDelivery[];
  /** Deliveries whose process died during the last attempt. */
  readonly deadLettered: readonly ClaimedDelivery[];
}

/** The event of a failed attempt. */
const FAILED: RecordedEvent = {
  type: sql`CASE source.state WHEN 'DEAD_LETTERED' THEN 'delivery_dead_lettered' ELSE 'delivery_failed' END`,
  code: sql`source.last_error`,
  handler: sql`source.handler`,
  attempt: sql`source.attempts`,
  isRepeated: true,
};

/** The statements that deliver outcomes to handlers, retry them, and keep the dead letter queue. */
@Injectable()
export class DeliveryStore {
  constructor(private readonly sql: SqlClient) {}

  /** The size of the connection pool. */
  get poolSize(): number {
    return this.sql.poolSize;
  }

  /**
   * Counts the next attempt of due deliveries before any handler runs, so that an attempt that kills its process is
   * counted too. Deliveries without attempts left are dead-lettered. One statement: deliveries that another process
   * claims concurrently are skipped.
   *
   * @param leaseToken by which {@link findClaimed} finds them
   */
  async claimDue(free: FreeSlots, policy: DeliveryPolicy, leaseToken: string): Promise<Claim> {
    const isUsedUp = sql`attempts >= ${policy.maxAttempts}`;
    return this.claim(
      sql`${this.dueFor(free)},
      claimed AS (
      UPDATE ${this.sql.deliveries} AS d SET
        lease_token = ${leaseToken},
        state = CASE WHEN ${isUsedUp} THEN 'DEAD_LETTERED' ELSE state END,
        last_error = CASE WHEN ${isUsedUp} THEN coalesce(last_error, 'process_died') ELSE last_error END,
        attempts = CASE WHEN ${isUsedUp} THEN attempts ELSE attempts + 1 END,
        next_attempt_at = ${afterAttempt(policy, sql`attempts + 1`)}
      FROM clock, due
      WHERE d.verification_id = due.verification_id AND d.handler = due.handler
      RETURNING d.verification_id AS id, d.handler, d.attempts, d.state, d.last_error),
      recorded AS (${this.sql.event(sql`(SELECT * FROM claimed WHERE state = 'DEAD_LETTERED')`, FAILED)})`,
    );
  }

  /**
   * Reads what {@link claimDue} claimed whose response is lost.
   *
   * @returns undefined if it claimed nothing, or the leases are over: then it is left to another claim
   */
  async findClaimed(leaseToken: string): Promise<Claim | undefined> {
    const { deliveries, instance } = this.sql;
    const claim = await this.claim(sql`claimed AS (
      SELECT verification_id AS id, handler, attempts, state FROM ${deliveries}
      WHERE instance = ${instance} AND (state = 'PENDING' OR state = 'DEAD_LETTERED')
        AND lease_token = ${leaseToken} AND next_attempt_at > ${NOW})`);
    return claim.deliveries.length + claim.deadLettered.length > 0 ? claim : undefined;
  }

  /** @param claimed the common table expressions of which the last but `recorded` is `claimed` */
  private async claim(claimed: Sql): Promise<Claim> {
    const rows = await this.sql.run<ClaimedDelivery & { readonly deadLettered: boolean }>(sql`
      WITH ${CLOCK}, ${claimed}
      SELECT id AS "verificationId", handler, attempts, state = 'DEAD_LETTERED' AS "deadLettered",
        (SELECT merchant_biz_id FROM ${this.sql.verifications} AS t WHERE t.id = claimed.id) AS "merchantBizId"
      FROM claimed`);
    return {
      deliveries: rows.filter(({ deadLettered }) => !deadLettered),
      deadLettered: rows.filter(({ deadLettered }) => deadLettered),
    };
  }

  /** When the next delivery that one of these handlers takes is due, for {@link DueWorkStore}. */
  nextDelivery(handlers: readonly Subscriber[]): Sql {
    const names = handlers.map(({ name }) => name);
    return sql`(SELECT min(next_attempt_at)
      FROM unnest(${names}::text[], ${handlers.map(statusesOf)}::text[]) AS f (name, statuses), LATERAL (
        SELECT next_attempt_at FROM ${this.pendingOf(sql`f`)} ORDER BY next_attempt_at LIMIT 1) AS next)`;
  }

  /** The pending deliveries that a handler takes, which has a row with its `name` and `statuses`. */
  private pendingOf(handler: Sql): Sql {
    const { deliveries, verifications, instance } = this.sql;
    return sql`${deliveries} AS o JOIN ${verifications} AS t ON t.id = verification_id
      WHERE o.instance = ${instance} AND state = 'PENDING' AND handler = ${handler}.name
        AND t.status = ANY (string_to_array(${handler}.statuses, ','))`;
  }

  /** Locks due deliveries for the free slots: the oldest of each handler, those of idle handlers first. */
  private dueFor({ total, handlers }: FreeSlots): Sql {
    // Not arrays: PostgreSQL plans for more handlers in an array than there are, and therefore each execution anew.
    const rows = handlers.map(
      (handler) =>
        sql`(${handler.name}::text, ${handler.most}::int, ${handler.isIdle}::boolean, ${statusesOf(handler)}::text)`,
    );
    return sql`free (name, most, is_idle, statuses) AS (VALUES ${join(rows, ', ')}),
      waiting AS (
        SELECT free.is_idle, d.* FROM free, LATERAL (
          SELECT verification_id, handler, next_attempt_at
          FROM ${this.pendingOf(sql`free`)} AND next_attempt_at <= ${NOW}
          ORDER BY next_attempt_at LIMIT free.most FOR UPDATE OF o SKIP LOCKED) AS d),
      due AS (
        SELECT verification_id, handler FROM waiting
        ORDER BY (is_idle AND row_number() OVER (PARTITION BY handler ORDER BY next_attempt_at) = 1) DESC,
          next_attempt_at
        LIMIT ${total})`;
  }

  /**
   * Runs the handler and marks its delivery as delivered in one database transaction.
   *
   * @returns whether both were committed: a handler that swallows an SQL error turns the commit into a rollback. The
   *   session of a handler that times out is terminated, including its current statement.
   */
  async deliver(
    { verificationId, handler, attempts }: ClaimedDelivery,
    timeoutMs: number,
    call: (row: VerificationEntity, manager: EntityManager) => Promise<CallResult>,
  ): Promise<DeliveryResult> {
    let hasReturned = false;
    let erasureWaits = false;
    const ended = await inHostTransaction(this.sql, async (runner, abandon) => {
      const marked = await this.markDelivered(runner, { verificationId, handler, attempts }, timeoutMs);
      if (marked === undefined) return 'not-ours';
      const { processId, erasureWaits: waits, ...row } = marked;
      erasureWaits = waits;
      const { manager, revoke } = revocable(runner);
      const result = await call(row, manager).finally(revoke);
      hasReturned = result === 'returned';
      if (result === 'timed-out') await abandon(processId);
      return result;
    }).catch((error: unknown) => {
      if (!hasReturned) throw error;
      // A subscriber of the host may throw after the commit, or its response is lost: only the database knows.
      return { value: 'returned' as const, isCommitted: undefined, error };
    });
    const { value, isCommitted } = ended;
    if (value !== 'returned') return { end: value };
    const isDelivered = isCommitted ?? (await this.isDelivered(verificationId, handler));
    if (!('error' in ended)) return isDelivered ? { end: 'delivered', erasureWaits } : { end: 'rolled-back' };
    if (!isDelivered) throw ended.error;
    return { end: 'delivered', erasureWaits, errorAfterCommit: ended.error };
  }

  /**
   * Marks the delivery, which locks it until the commit, and reads its verification with the session's process id. The
   * same statement sets the statement timeout of the database transaction, and allows the same idle time whatever the
   * role's setting.
   */
  private async markDelivered(
    runner: QueryRunner,
    { verificationId, handler, attempts }: Omit<ClaimedDelivery, 'merchantBizId'>,
    timeoutMs: number,
  ): Promise<MarkedDelivery | undefined> {
    const { deliveries, verifications } = this.sql;
    const limit = String(Math.ceil(timeoutMs));
    const idleLimit = String(Math.ceil(timeoutMs) + IDLE_MARGIN_MS);
    const [row] = await this.sql.run<MarkedDelivery>(
      sql`WITH ${CLOCK}, marked AS (
          UPDATE ${deliveries} SET state = 'DELIVERED', delivered_at = now, last_error = NULL FROM clock
          WHERE verification_id = ${verificationId} AND handler = ${handler} AND attempts = ${attempts}
            AND ${unindexed(sql`state`)} = 'PENDING' RETURNING verification_id),
        limited AS MATERIALIZED (
          SELECT set_config('statement_timeout', ${limit}, true),
            set_config('idle_in_transaction_session_timeout', ${idleLimit}, true))
        SELECT ${ALL_COLUMNS}, pg_backend_pid() AS "processId",
          ${this.erasureWaits(verificationId)} AS "erasureWaits"
        FROM ${verifications} AS t JOIN marked ON marked.verification_id = t.id, limited`,
      runner,
    );
    return row;
  }

  /** Reads whether the mark was committed. */
  private async isDelivered(verificationId: string, handler: string): Promise<boolean> {
    const row = await this.sql.one(sql`
      SELECT handler FROM ${this.sql.deliveries}
      WHERE verification_id = ${verificationId} AND handler = ${handler} AND state = 'DELIVERED'`);
    return row !== undefined;
  }

  private erasureWaits(verificationId: string): Sql {
    const { erasures, instance } = this.sql;
    return sql`EXISTS (SELECT FROM ${erasures} AS e
      WHERE e.instance = ${instance} AND e.state = 'ERASING' AND e.verification_id = ${verificationId})`;
  }

  /**
   * Uncounts an attempt that did not call its handler, and schedules the next one. No effect if another process has
   * claimed the delivery since.
   */
  async uncount({ merchantBizId, handler, attempts, delayMs }: UncalledDelivery): Promise<void> {
    const { deliveries, verifications, instance } = this.sql;
    await this.sql.run(sql`WITH ${CLOCK}
      UPDATE ${deliveries} SET attempts = attempts - 1, next_attempt_at = now + ${delayMs} * interval '1 ms'
      FROM clock WHERE verification_id = (
          SELECT id FROM ${verifications} WHERE instance = ${instance} AND merchant_biz_id = ${merchantBizId})
        AND handler = ${handler} AND attempts = ${attempts} AND ${unindexed(sql`state`)} = 'PENDING'
      RETURNING ${this.sql.notifyWorkers()}::text`);
  }

  /**
   * Stores a failed attempt; after the last one the delivery is dead-lettered. No effect if another process has claimed
   * the delivery since.
   *
   * @returns whether it is dead-lettered, and whether an erasure waits for the delivery
   */
  async recordFailure(
    { verificationId, handler, attempts }: ClaimedDelivery,
    error: string,
    policy: DeliveryPolicy,
  ): Promise<FailureResult> {
    const row = await this.sql.one<FailureResult>(sql`WITH ${CLOCK}, failed AS (
      UPDATE ${this.sql.deliveries} SET
        last_error = left(${error}, 100), state = CASE WHEN attempts >= ${policy.maxAttempts} THEN 'DEAD_LETTERED' ELSE state END,
        next_attempt_at = now + ${backoffMs(policy, attempts)} * interval '1 ms'
      FROM clock WHERE verification_id = ${verificationId} AND handler = ${handler} AND attempts = ${attempts}
        AND ${unindexed(sql`state`)} = 'PENDING'
      RETURNING verification_id AS id, handler, attempts, state, last_error),
      recorded AS (${this.sql.event(sql`failed`, FAILED)})
      SELECT state = 'DEAD_LETTERED' AS "deadLettered", ${this.erasureWaits(verificationId)} AS "erasureWaits",
        ${this.sql.notifyWorkers()}::text FROM failed`);
    return row ?? { deadLettered: false, erasureWaits: false };
  }
}
