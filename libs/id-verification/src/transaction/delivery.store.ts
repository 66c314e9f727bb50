import { Injectable } from '@nestjs/common';
import type { EntityManager, QueryRunner } from 'typeorm';
import { closable } from './closable-runner.js';
import { Statements } from './statements.js';
import { ALL_COLUMNS } from './transaction-columns.js';
import type { DeliveryState } from './outcome-delivery.entity.js';
import type { VerificationTransaction } from './verification-transaction.entity.js';

/** A delivery whose next attempt is counted and committed. */
export interface ClaimedDelivery {
  readonly verificationId: string;
  readonly merchantBizId: string;
  readonly handler: string;
  /** Which attempt this is, from 1. */
  readonly attempts: number;
}

/** How often and how fast a failing handler is called again. */
export interface DeliveryPolicy {
  readonly maxAttempts: number;
  /** The time that a handler has, in milliseconds. */
  readonly timeoutMs: number;
  /** The first pause, doubled with each attempt, in milliseconds. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** The pause after so many failed attempts, as an expression. */
const pauseAfter = (failures: string): string =>
  `least($5::float8 * power(2, least(${failures}, 20) - 1), $6::float8) * interval '1 ms'`;

/** What a process can take now. */
export interface FreeSlots {
  /** In all. */
  readonly total: number;
  /** For each handler that the process has. */
  readonly handlers: readonly {
    readonly name: string;
    /** What it wants to hear of, in the release of this process: another one may have asked for more. */
    readonly outcomes: readonly string[];
    readonly most: number;
    /** Whether the first of them goes before what others could have in common slots. */
    readonly isIdle: boolean;
  }[];
}

/** How a handler's call ended, where it threw nothing. */
export type CallResult = 'returned' | 'out-of-time';

/** What a claim gave. */
export interface Claim {
  readonly deliveries: readonly ClaimedDelivery[];
  /** Those whose process died in the last attempt. */
  readonly dead: readonly ClaimedDelivery[];
}

/** A delivery as it stands on record. */
export interface RecordedDelivery {
  readonly verificationId: string;
  readonly merchantBizId: string;
  readonly handler: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly nextAttemptAt: Date;
  readonly createdAt: Date;
}

/** Which deliveries to read; each state has a partial index of its own. */
export interface DeliveryQuery {
  readonly state: Exclude<DeliveryState, 'DELIVERED'>;
  readonly after: Pick<RecordedDelivery, 'verificationId' | 'handler'> | undefined;
  readonly limit: number;
}

/** The statements about outcome handlers and what is on its way to them. */
@Injectable()
export class DeliveryStore {
  constructor(private readonly statements: Statements) {}

  /** How many connections there are for everything. */
  get poolSize(): number {
    return this.statements.poolSize;
  }

  /**
   * Puts a handler on record, or says that it is still there. A verdict from now on is delivered to it.
   *
   * @returns the outcomes that it asked for before, where it was on record
   */
  async register(name: string, outcomes: readonly string[]): Promise<readonly string[] | undefined> {
    const row = await this.statements.one<{ before: string[] | null }>(
      {
        with: `known AS (SELECT outcomes FROM ${this.statements.handlers} WHERE instance = $2 AND name = $3)`,
        sql: `INSERT INTO ${this.statements.handlers} AS h (instance, name, outcomes, since, seen_at)
          SELECT $2, $3, $4::text[], now, now FROM clock
          ON CONFLICT (instance, name) DO UPDATE SET outcomes = EXCLUDED.outcomes, seen_at = EXCLUDED.seen_at
          RETURNING (SELECT outcomes FROM known) AS before`,
      },
      [this.statements.instance, name, outcomes],
    );
    return row?.before ?? undefined;
  }

  /** Says that handlers are still carried. What they want to hear of is the newest release's to say. */
  async stillCarried(names: readonly string[]): Promise<void> {
    await this.statements.run(
      {
        sql: `UPDATE ${this.statements.handlers} SET seen_at = now
          FROM clock WHERE instance = $2 AND name = ANY($3) AND seen_at < now`,
      },
      [this.statements.instance, names],
    );
  }

  /** Takes a handler off the record together with what was on its way to it. False where there is none. */
  async retire(name: string): Promise<boolean> {
    const { handlers, deliveries, instance } = this.statements;
    const rows = await this.statements.run(
      {
        with: `retired AS (DELETE FROM ${handlers} WHERE instance = $2 AND name = $3 RETURNING name),
          dropped AS (
            DELETE FROM ${deliveries} WHERE instance = $2 AND handler = $3 AND state <> 'DELIVERED' RETURNING handler)`,
        sql: 'SELECT name FROM retired UNION ALL SELECT handler FROM dropped LIMIT 1',
      },
      [instance, name],
    );
    return rows.length > 0;
  }

  /**
   * Counts the next attempt of deliveries that are due and commits that, before any handler runs: an attempt that
   * kills its process is counted all the same. Deliveries whose attempts are used up become dead.
   */
  async claimDue({ total, handlers }: FreeSlots, policy: DeliveryPolicy): Promise<Claim> {
    const { deliveries, instance } = this.statements;
    const rows = await this.statements.run<ClaimedDelivery & { readonly dead: boolean }>(
      {
        with: `free AS (
            SELECT * FROM unnest($3::text[], $9::int[], $10::boolean[], $11::text[])
              AS f (name, most, is_idle, outcomes)),
          waiting AS (
            SELECT free.is_idle, d.* FROM free, clock, LATERAL (
              SELECT verification_id, handler, next_attempt_at
              FROM ${deliveries} AS o JOIN ${this.statements.transactions} AS t ON t.id = verification_id
              WHERE o.instance = $2 AND state = 'OPEN' AND handler = free.name AND next_attempt_at <= now
                AND lower(t.status) = ANY (string_to_array(free.outcomes, ','))
              ORDER BY next_attempt_at LIMIT free.most FOR UPDATE OF o SKIP LOCKED) AS d),
          due AS (
            SELECT verification_id, handler FROM waiting
            ORDER BY (is_idle AND row_number() OVER (PARTITION BY handler ORDER BY next_attempt_at) = 1) DESC,
              next_attempt_at
            LIMIT $4)`,
        sql: `UPDATE ${deliveries} AS d SET
            state = CASE WHEN attempts >= $8 THEN 'DEAD' ELSE state END,
            last_error = CASE WHEN attempts >= $8 THEN coalesce(last_error, 'process_died') ELSE last_error END,
            attempts = CASE WHEN attempts >= $8 THEN attempts ELSE attempts + 1 END,
            next_attempt_at = now + $7 * interval '1 ms' + ${pauseAfter('attempts + 1')}
          FROM clock, due
          WHERE d.verification_id = due.verification_id AND d.handler = due.handler
          RETURNING d.verification_id AS "verificationId", d.handler, d.attempts, d.state = 'DEAD' AS dead,
            (SELECT merchant_biz_id FROM ${this.statements.transactions} WHERE id = d.verification_id) AS "merchantBizId"`,
      },
      [
        instance,
        handlers.map(({ name }) => name),
        total,
        policy.firstPauseMs,
        policy.longestPauseMs,
        policy.timeoutMs,
        policy.maxAttempts,
        handlers.map(({ most }) => most),
        handlers.map(({ isIdle }) => isIdle),
        handlers.map(({ outcomes }) => outcomes.join(',')),
      ],
    );
    return { deliveries: rows.filter(({ dead }) => !dead), dead: rows.filter(({ dead }) => dead) };
  }

  /**
   * Runs the handler in one transaction with the mark that it was delivered, and gives whether both were committed.
   * A handler that swallowed an SQL error has turned the commit into a rollback; the mark tells. One that does not
   * return in time loses its session, together with the statement that it may be waiting for.
   */
  async deliver(
    { verificationId, handler, attempts }: ClaimedDelivery,
    timeoutMs: number,
    call: (row: VerificationTransaction, manager: EntityManager) => Promise<CallResult>,
  ): Promise<'delivered' | 'not-ours' | 'rolled-back' | 'out-of-time'> {
    const result = await this.statements.inTransaction(async (runner, abandon) => {
      const row = await this.markDelivered(runner, verificationId, handler, attempts);
      if (row === undefined) return 'not-ours';
      const processId = await limitStatements(runner, timeoutMs);
      const result = await call(row, runner.manager).finally(closable(runner));
      if (result === 'out-of-time') await abandon(processId);
      return result;
    });
    if (result !== 'returned') return result;
    return (await this.isDelivered(verificationId, handler)) ? 'delivered' : 'rolled-back';
  }

  private async markDelivered(
    runner: QueryRunner,
    verificationId: string,
    handler: string,
    attempts: number,
  ): Promise<VerificationTransaction | undefined> {
    const { deliveries, transactions } = this.statements;
    const [row] = await this.statements.run<VerificationTransaction>(
      {
        with: `marked AS (
          UPDATE ${deliveries} SET state = 'DELIVERED', delivered_at = now, last_error = NULL FROM clock
          WHERE verification_id = $2 AND handler = $3 AND attempts = $4 AND state = 'OPEN' RETURNING verification_id)`,
        sql: `SELECT ${ALL_COLUMNS} FROM ${transactions} AS t JOIN marked ON marked.verification_id = t.id`,
      },
      [verificationId, handler, attempts],
      runner,
    );
    return row;
  }

  private async isDelivered(verificationId: string, handler: string): Promise<boolean> {
    const row = await this.statements.one(
      {
        sql: `SELECT FROM ${this.statements.deliveries}
          WHERE verification_id = $2 AND handler = $3 AND state = 'DELIVERED'`,
      },
      [verificationId, handler],
    );
    return row !== undefined;
  }

  /** Records a failed attempt; after the last one the delivery is dead. Gives whether it is. */
  async recordFailure(
    { verificationId, handler, attempts }: ClaimedDelivery,
    error: string,
    policy: DeliveryPolicy,
  ): Promise<boolean> {
    const row = await this.statements.one<{ dead: boolean }>(
      {
        sql: `UPDATE ${this.statements.deliveries} SET
            last_error = left($7, 100), state = CASE WHEN attempts >= $8 THEN 'DEAD' ELSE state END,
            next_attempt_at = now + ${pauseAfter('attempts')}
          FROM clock WHERE verification_id = $2 AND handler = $3 AND attempts = $4 AND state = 'OPEN'
          RETURNING state = 'DEAD' AS dead`,
      },
      [
        verificationId,
        handler,
        attempts,
        policy.firstPauseMs,
        policy.longestPauseMs,
        error,
        policy.maxAttempts,
      ],
    );
    return row?.dead ?? false;
  }

  /** Deliveries of the newest verifications first. */
  async list({ state, after, limit }: DeliveryQuery): Promise<RecordedDelivery[]> {
    const { deliveries, transactions, instance } = this.statements;
    return this.statements.run<RecordedDelivery>(
      {
        // The state is no parameter, so that its partial index is found.
        sql: `SELECT d.verification_id AS "verificationId", t.merchant_biz_id AS "merchantBizId", d.handler, d.state,
            d.attempts, d.last_error AS "lastError", d.next_attempt_at AS "nextAttemptAt", d.created_at AS "createdAt"
          FROM ${deliveries} AS d JOIN ${transactions} AS t ON t.id = d.verification_id
          WHERE d.instance = $2 AND d.state = '${state}'
            AND ($3::uuid IS NULL OR (d.verification_id, d.handler) < ($3, $4::text))
          ORDER BY d.verification_id DESC, d.handler DESC LIMIT $5`,
      },
      [instance, after?.verificationId ?? null, after?.handler ?? null, limit],
    );
  }

  /** Opens deliveries that are not done yet, with all their attempts. Gives how many there were. */
  async reopen(merchantBizId: string, handler: string | undefined): Promise<number> {
    const { deliveries, transactions, instance } = this.statements;
    const rows = await this.statements.run(
      {
        sql: `UPDATE ${deliveries} AS d SET state = 'OPEN', attempts = 0, next_attempt_at = now
          FROM clock, ${transactions} AS t
          WHERE t.instance = $2 AND t.merchant_biz_id = $3 AND d.verification_id = t.id
            AND d.state <> 'DELIVERED' AND ($4::text IS NULL OR d.handler = $4)
          RETURNING d.handler`,
      },
      [instance, merchantBizId, handler ?? null],
    );
    return rows.length;
  }
}

/** Ends any statement that takes longer, and gives the session's process id. */
async function limitStatements(runner: QueryRunner, milliseconds: number): Promise<number> {
  const [session]: { processId: number }[] = await runner.query(
    `SELECT set_config('statement_timeout', $1, true), pg_backend_pid() AS "processId"`,
    [String(Math.ceil(milliseconds))],
  );
  if (session === undefined) throw new Error('PostgreSQL gave no process id');
  return session.processId;
}
