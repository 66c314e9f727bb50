import { Injectable } from '@nestjs/common';
import type { EntityManager, QueryRunner } from 'typeorm';
import { Statements } from './statements.js';
import { ALL_COLUMNS } from './transaction-columns.js';
import type { VerificationTransaction } from './verification-transaction.entity.js';

/** A delivery whose next attempt is counted and committed. */
export interface ClaimedDelivery {
  readonly verificationId: string;
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

/** The pause after so many attempts, as an expression over the column `attempts`. */
const PAUSE = "least($5::float8 * power(2, least(attempts, 20)), $6::float8) * interval '1 ms'";

/** The statements about outcome handlers and what is on its way to them. */
@Injectable()
export class DeliveryStore {
  constructor(private readonly statements: Statements) {}

  /** Puts a handler on record, or says that it is still there. A verdict from now on is delivered to it. */
  async register(name: string, outcomes: readonly string[]): Promise<void> {
    await this.statements.run(
      {
        sql: `INSERT INTO ${this.statements.handlers} AS h (instance, name, outcomes, since, seen_at)
          SELECT $2, $3, $4::text[], now, now FROM clock
          ON CONFLICT (instance, name) DO UPDATE SET outcomes = EXCLUDED.outcomes, seen_at = EXCLUDED.seen_at`,
      },
      [this.statements.instance, name, outcomes],
    );
  }

  /** Takes a handler off the record together with what was on its way to it. False where there is none. */
  async retire(name: string): Promise<boolean> {
    const { handlers, deliveries, instance } = this.statements;
    const rows = await this.statements.run(
      {
        with: `retired AS (DELETE FROM ${handlers} WHERE instance = $2 AND name = $3 RETURNING name),
          dropped AS (DELETE FROM ${deliveries} WHERE instance = $2 AND handler = $3 AND state <> 'DELIVERED')`,
        sql: 'SELECT name FROM retired',
      },
      [instance, name],
    );
    return rows.length > 0;
  }

  /**
   * Counts the next attempt of deliveries that are due and commits that, before any handler runs: an attempt that
   * kills its process is counted all the same. Deliveries whose attempts are used up become dead.
   */
  async claimDue(
    names: readonly string[],
    limit: number,
    policy: DeliveryPolicy,
  ): Promise<ClaimedDelivery[]> {
    const { deliveries, instance } = this.statements;
    const rows = await this.statements.run<ClaimedDelivery & { readonly dead: boolean }>(
      {
        with: `due AS (
          SELECT verification_id, handler FROM ${deliveries}, clock
          WHERE instance = $2 AND state = 'OPEN' AND handler = ANY($3::text[]) AND next_attempt_at <= now
          ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED)`,
        sql: `UPDATE ${deliveries} AS d SET
            state = CASE WHEN attempts >= $8 THEN 'DEAD' ELSE state END,
            last_error = CASE WHEN attempts >= $8 THEN coalesce(last_error, 'process_died') ELSE last_error END,
            attempts = CASE WHEN attempts >= $8 THEN attempts ELSE attempts + 1 END,
            next_attempt_at = now + $7 * interval '1 ms' + ${PAUSE}
          FROM clock, due
          WHERE d.verification_id = due.verification_id AND d.handler = due.handler
          RETURNING d.verification_id AS "verificationId", d.handler, d.attempts, d.state = 'DEAD' AS dead`,
      },
      [
        instance,
        names,
        limit,
        policy.firstPauseMs,
        policy.longestPauseMs,
        policy.timeoutMs,
        policy.maxAttempts,
      ],
    );
    return rows.filter(({ dead }) => !dead);
  }

  /**
   * Runs the handler in one transaction with the mark that it was delivered, and gives whether both were committed.
   * A handler that swallowed an SQL error has turned the commit into a rollback; the mark tells.
   */
  async deliver(
    { verificationId, handler, attempts }: ClaimedDelivery,
    timeoutMs: number,
    call: (row: VerificationTransaction, manager: EntityManager) => Promise<void>,
  ): Promise<'delivered' | 'not-ours' | 'rolled-back'> {
    const ours = await this.statements.inTransaction(async (runner) => {
      const row = await this.markDelivered(runner, verificationId, handler, attempts);
      if (row === undefined) return false;
      await runner.query(`SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`);
      await call(row, runner.manager);
      return true;
    });
    if (!ours) return 'not-ours';
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
            next_attempt_at = now + ${PAUSE}
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
