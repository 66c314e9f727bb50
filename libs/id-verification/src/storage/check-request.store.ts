import { Injectable } from '@nestjs/common';
import { notifyWork } from './change-channel.js';
import { CHECK_SPACING, isRecent, LAST_CHECKED } from './check-spacing.js';
import { LEASE_FREE, type Lease } from './lease.js';
import { Parameter, sql } from './sql.js';
import { CLOCK, SqlClient } from './sql.client.js';
import { unindexed } from './unindexed.js';
import { ALL_COLUMNS } from './verification-columns.js';
import type { ClaimedVerification } from './verdict.store.js';

/** Check requests that were stored. */
export interface StoredCheckRequests {
  /** The rows that the statement claimed. */
  readonly claimed: readonly ClaimedVerification[];
  /** The number of pending rows that it did not. */
  readonly waiting: number;
}

/** The statement that stores check requests. */
@Injectable()
export class CheckRequestStore {
  constructor(private readonly sql: SqlClient) {}

  /**
   * Stores the check requests of a batch in one statement, which makes their rows due now, and claims those that may be
   * checked at once. A row accepts at most one within {@link CHECK_SPACING}, unless it was claimed since the last
   * one: that check may have been too early. An initializing row keeps its check request until it becomes pending, so
   * that a callback that arrives early is not lost.
   *
   * @param most the number of rows that this process checks at once
   * @param isLeft whether other processes have to check the rest
   */
  async requestChecks(
    ids: readonly string[],
    lease: Lease,
    most: number,
    isLeft: boolean,
  ): Promise<StoredCheckRequests> {
    const { verifications, instance } = this.sql;
    const token = new Parameter(lease.token);
    const isClaimed = sql`id = ANY(${ids.slice(0, most)}::uuid[]) AND status = 'PENDING' AND (lease_token = ${token}
      OR ${LEASE_FREE} AND NOT ${isRecent(LAST_CHECKED)})`;
    const statement = sql`WITH ${CLOCK}, accepted AS (
        SELECT id, ${isClaimed} AS is_claimed FROM ${verifications} AS t
        WHERE id = ANY(${ids}::uuid[]) AND instance = ${instance} AND ${unindexed(sql`status`)} IN ('INITIALIZING', 'PENDING')
          AND (check_requested_at < claimed_at OR NOT ${isRecent(sql`check_requested_at`)})
        FOR UPDATE),
      requested AS (
        UPDATE ${verifications} AS t SET
          -- Earlier than the claim: only a later check request needs another check.
          check_requested_at = CASE WHEN is_claimed THEN now - interval '1 ms' ELSE now END,
          next_check_at = CASE status
            WHEN 'PENDING' THEN least(greatest(now, ${LAST_CHECKED} + ${CHECK_SPACING}), now + ${CHECK_SPACING})
            ELSE next_check_at END,
          lease_token = CASE WHEN is_claimed THEN ${token} ELSE lease_token END,
          lease_expires_at = CASE WHEN is_claimed THEN now + ${lease.milliseconds} * interval '1 ms'
            ELSE lease_expires_at END,
          claimed_at = CASE WHEN is_claimed THEN now ELSE claimed_at END
        FROM clock, accepted WHERE t.id = accepted.id RETURNING t.*, is_claimed),
      recorded AS (${this.sql.event(sql`requested`, { type: 'check_requested', isRepeated: true })}),
      rest AS (
        SELECT count(*)::int AS waiting, CASE WHEN count(*) > 0 AND ${isLeft} THEN ${notifyWork(instance, 'check')} END
        FROM requested WHERE status = 'PENDING' AND NOT is_claimed)
      SELECT waiting, ${ALL_COLUMNS} FROM rest LEFT JOIN requested AS t ON is_claimed`;
    return this.sql.confirmed(async (isRetry) => {
      const rows = await this.sql.run<ClaimedVerification & { readonly waiting: number }>(statement);
      return {
        claimed: rows.filter(({ id }) => id !== null),
        // The rest that the first statement left is too new to be accepted again.
        waiting: isRetry ? ids.length : (rows[0]?.waiting ?? 0),
      };
    });
  }
}
