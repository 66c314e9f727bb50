import { Injectable } from '@nestjs/common';
import type { Lease } from './lease.js';
import { Statements } from './statements.js';
import { ALL_COLUMNS } from './transaction-columns.js';
import { LONGEST_REQUEST_ID } from './transaction.store.js';
import type { VerificationTransaction } from './verification-transaction.entity.js';

/** A pending row that the one who claimed it may ask the vendor about, as long as the lease lasts. */
export type ClaimedTransaction = VerificationTransaction & {
  readonly transactionId: string;
  readonly expiresAt: Date;
  readonly claimedAt: Date;
};

/** How a verification ends. */
export interface EndOfVerification {
  readonly status: 'PASSED' | 'FAILED' | 'EXPIRED';
  readonly subCode: string | undefined;
  readonly requestId: string | undefined;
}

/** The name under which handlers know an end. */
const OUTCOME_OF = { PASSED: 'passed', FAILED: 'failed', EXPIRED: 'expired' } as const;

/** The vendor is asked about one row at most once in this time, by all processes together. */
export const CHECK_SPACING_MS = 2_000;

/** Other processes hear of every change on this channel. */
export const CHANGE_CHANNEL = 'id_verification_change';

const LEASE_FREE = '(lease_until IS NULL OR lease_until <= now)';

/** Rows that the vendor is to be asked about and that nobody holds; `$2` is the instance, `now` comes from `clock`. */
export const DUE = `instance = $2 AND status = 'PENDING' AND next_due_at <= now AND ${LEASE_FREE}`;

/** When the vendor was last asked or last answered; null where it never was. A try without an answer counts. */
const LAST_ASKED = 'greatest(claimed_at, checked_at)';

/** The statements that lead a pending verification to its end. */
@Injectable()
export class VerdictStore {
  constructor(private readonly statements: Statements) {}

  /** How many rows are due and free, up to a limit. */
  async countDue(limit: number): Promise<number> {
    const { transactions, instance } = this.statements;
    const row = await this.statements.one<{ count: number }>(
      {
        sql: `SELECT count(*)::int AS count FROM (
          SELECT FROM ${transactions}, clock WHERE ${DUE} LIMIT $3) AS due`,
      },
      [instance, limit],
    );
    return row?.count ?? 0;
  }

  /** Claims rows that are due: those that somebody hinted at first, then those that have run out, then mere polls. */
  async claimDue(limit: number, lease: Lease): Promise<ClaimedTransaction[]> {
    const { transactions, instance } = this.statements;
    return this.statements.run<ClaimedTransaction>(
      {
        with: `due AS (
          SELECT id FROM ${transactions}, clock
          WHERE ${DUE}
          ORDER BY (hinted_at IS NOT NULL AND (checked_at IS NULL OR hinted_at > checked_at)) DESC,
            (expires_at <= now) DESC, next_due_at
          LIMIT $3 FOR UPDATE SKIP LOCKED)`,
        sql: `UPDATE ${transactions} AS t
          SET lease_token = $4, lease_until = now + $5 * interval '1 ms', claimed_at = now
          FROM clock, due WHERE t.id = due.id RETURNING ${ALL_COLUMNS}`,
      },
      [instance, limit, lease.token, lease.milliseconds],
    );
  }

  /** Claims one row now, unless somebody else holds it or the vendor was asked about it a moment ago. */
  async claimOne(merchantBizId: string, lease: Lease): Promise<ClaimedTransaction | undefined> {
    const { transactions, instance } = this.statements;
    return this.statements.one<ClaimedTransaction>(
      {
        sql: `UPDATE ${transactions} AS t
          SET lease_token = $4, lease_until = now + $5 * interval '1 ms', claimed_at = now
          FROM clock
          WHERE instance = $2 AND merchant_biz_id = $3 AND status = 'PENDING' AND ${LEASE_FREE}
            AND coalesce(${LAST_ASKED} <= now - $6 * interval '1 ms', true)
          RETURNING ${ALL_COLUMNS}`,
      },
      [instance, merchantBizId, lease.token, lease.milliseconds, CHECK_SPACING_MS],
    );
  }

  /**
   * Writes the verdict, and in the same statement a delivery for every handler that any release has registered for
   * it. Gives nothing where the lease is not ours any more, or the verification has ended already.
   */
  async end(
    id: string,
    leaseToken: string,
    end: EndOfVerification,
  ): Promise<VerificationTransaction | undefined> {
    const { transactions, handlers, deliveries } = this.statements;
    return this.statements.one<VerificationTransaction>(
      {
        with: `ended AS (
          UPDATE ${transactions} AS t SET
            status = $4, sub_code = $5, check_request_id = left($6, ${LONGEST_REQUEST_ID}), completed_at = now, checked_at = now,
            protocol = NULL, transaction_url = NULL, lease_token = NULL, lease_until = NULL,
            invalid_since = NULL, updated_at = now
          FROM clock WHERE id = $2 AND lease_token = $3 AND status = 'PENDING' RETURNING t.*),
        delivered AS (
          INSERT INTO ${deliveries} (verification_id, handler, instance, state, next_attempt_at, created_at)
          SELECT ended.id, h.name, ended.instance, 'OPEN', now, now
          FROM clock, ended JOIN ${handlers} AS h ON h.instance = ended.instance
          WHERE $7 = ANY(h.outcomes)),
        told AS MATERIALIZED (SELECT pg_notify($8, instance || '/' || merchant_biz_id) FROM ended)`,
        sql: `SELECT ${ALL_COLUMNS} FROM ended AS t, told`,
      },
      [
        id,
        leaseToken,
        end.status,
        end.subCode ?? null,
        end.requestId ?? null,
        OUTCOME_OF[end.status],
        CHANGE_CHANNEL,
      ],
    );
  }

  /**
   * Gives a row back unended. A hint that came in since it was claimed wins over the schedule, so that none is lost
   * between the two.
   */
  async reschedule(
    id: string,
    leaseToken: string,
    next: {
      readonly nextDueAt: Date;
      readonly attempts: number;
      readonly asked: boolean;
      readonly unknownId: boolean;
    },
  ): Promise<VerificationTransaction | undefined> {
    return this.statements.one<VerificationTransaction>(
      {
        sql: `UPDATE ${this.statements.transactions} AS t SET
            next_due_at = CASE WHEN hinted_at >= claimed_at THEN now + $4 * interval '1 ms' ELSE $5::timestamptz END,
            attempts = $6, checked_at = CASE WHEN $7 THEN now ELSE checked_at END,
            invalid_since = CASE WHEN $8 THEN coalesce(invalid_since, now) WHEN NOT $7 THEN invalid_since END,
            lease_token = NULL, lease_until = NULL, updated_at = now
          FROM clock WHERE id = $2 AND lease_token = $3 AND status = 'PENDING' RETURNING ${ALL_COLUMNS}`,
      },
      [id, leaseToken, CHECK_SPACING_MS, next.nextDueAt, next.attempts, next.asked, next.unknownId],
    );
  }

  /**
   * Makes rows due now. A row takes at most one hint in two seconds, unless it was claimed since the last one: then
   * the vendor may have been asked too early. Gives how many took it.
   */
  async hint(ids: readonly string[]): Promise<number> {
    const rows = await this.statements.run(
      {
        sql: `UPDATE ${this.statements.transactions} AS t SET hinted_at = now,
            next_due_at = greatest(now, ${LAST_ASKED} + $4 * interval '1 ms')
          FROM clock
          WHERE id = ANY($3::uuid[]) AND instance = $2 AND status = 'PENDING'
            AND (hinted_at IS NULL OR hinted_at <= now - $4 * interval '1 ms' OR hinted_at < claimed_at)
          RETURNING t.id`,
      },
      [this.statements.instance, ids, CHECK_SPACING_MS],
    );
    return rows.length;
  }

  /** Gives up starts that nobody came back to finish. */
  async rejectNeverStarted(): Promise<number> {
    const rows = await this.statements.run(
      {
        sql: `UPDATE ${this.statements.transactions} AS t SET
            status = 'REJECTED', sub_code = 'never_started', completed_at = now,
            lease_token = NULL, lease_until = NULL, updated_at = now
          FROM clock
          WHERE instance = $2 AND status = 'INITIALIZING' AND next_due_at <= now AND ${LEASE_FREE}
          RETURNING t.id`,
      },
      [this.statements.instance],
    );
    return rows.length;
  }

  /**
   * How many pending rows the vendor denies to know, and whether it has given a good answer about any row since it
   * began to.
   */
  async unknownIds(): Promise<{ count: number; goodAnswerSince: boolean }> {
    const row = await this.statements.one<{ count: number; goodAnswerSince: boolean }>(
      {
        with: `denied AS (
          SELECT count(*)::int AS count, min(invalid_since) AS since FROM ${this.statements.transactions}
          WHERE instance = $2 AND status = 'PENDING' AND invalid_since IS NOT NULL)`,
        // Two questions, each of which has an index: the table may be large, and a lease does not last long.
        sql: `SELECT count, EXISTS (
            SELECT FROM ${this.statements.transactions}
            WHERE instance = $2 AND completed_at > since AND invalid_since IS NULL
              AND (status IN ('PASSED', 'FAILED') OR sub_code = 'not_finished')
          ) OR EXISTS (
            SELECT FROM ${this.statements.transactions}
            WHERE instance = $2 AND status = 'PENDING' AND attempts = 0 AND checked_at > since AND invalid_since IS NULL
          ) AS "goodAnswerSince"
          FROM denied`,
      },
      [this.statements.instance],
    );
    return row ?? { count: 0, goodAnswerSince: false };
  }
}
