import { Injectable } from '@nestjs/common';
import type { Lease } from './lease.js';
import { join, sql } from './sql.js';
import { CLOCK, SqlClient } from './sql.client.js';
import {
  ALL_COLUMNS,
  requestColumns,
  requestIdValue,
  type VerificationDraft,
} from './verification-columns.js';
import { TRANSACTION_LIFETIME_MS, type VerificationSnapshot } from './verification.store.js';
import type { VerificationEntity } from './verification.entity.js';

/** What the vendor returned for Initialize. */
export interface InitializedAtVendor {
  readonly transactionId: string;
  readonly protocol: string | undefined;
  readonly transactionUrl: string | undefined;
  readonly requestId: string | undefined;
  readonly livemode: boolean;
}

/**
 * The statements that initialize verifications. Each checks the lease in the statement that writes, so that nothing
 * comes between the two.
 */
@Injectable()
export class InitializeStore {
  constructor(private readonly sql: SqlClient) {}

  /**
   * Inserts the row under a lease, undefined where the MerchantBizId is taken. One statement: of several callers with
   * the same id exactly one inserts.
   */
  async reserve(draft: VerificationDraft, lease: Lease): Promise<VerificationEntity | undefined> {
    const columns = requestColumns(draft);
    return this.sql.one(sql`WITH ${CLOCK}
      INSERT INTO ${this.sql.verifications} AS t (
        id, instance, merchant_biz_id, ${join(columns.map(({ column }) => column))},
        status, lease_token, lease_expires_at, next_check_at, initialize_started_at, created_at, updated_at)
      SELECT ${draft.id}, ${this.sql.instance}, ${draft.merchantBizId},
        ${join(columns.map(({ value }) => value))},
        'INITIALIZING', ${lease.token}, now + ${lease.milliseconds} * interval '1 ms',
        now + ${TRANSACTION_LIFETIME_MS} * interval '1 ms', now, now, now
      FROM clock
      ON CONFLICT (instance, merchant_biz_id) DO NOTHING
      RETURNING ${ALL_COLUMNS}`);
  }

  /**
   * Takes over a row that was read without a running lease, undefined where another caller was faster. The row keeps
   * its id, and with it its callback token. One statement: the lease that was read is compared and replaced at once.
   */
  async takeOver(
    seen: VerificationSnapshot,
    draft: VerificationDraft,
    lease: Lease,
  ): Promise<VerificationEntity | undefined> {
    const request = join(requestColumns(draft).map(({ column, value }) => sql`${column} = ${value}`));
    return this.sql.one(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} AS t SET
        ${request},
        status = 'INITIALIZING', sub_code = NULL, completed_at = NULL, initialize_request_id = NULL,
        lease_token = ${lease.token}, lease_expires_at = now + ${lease.milliseconds} * interval '1 ms',
        next_check_at = now + ${TRANSACTION_LIFETIME_MS} * interval '1 ms',
        attempts = attempts + 1, initialize_started_at = now, updated_at = now
      FROM clock
      WHERE id = ${seen.id} AND lease_token IS NOT DISTINCT FROM ${seen.leaseToken}
        AND status IN ('INITIALIZING', 'REJECTED')
      RETURNING ${ALL_COLUMNS}`);
  }

  /**
   * Stores the vendor's response and ends the lease, undefined where the lease is another's by now. One statement: the
   * TransactionId and the status that promises it become visible together.
   *
   * @param nextCheckMs when the first scheduled check is due, in milliseconds from now
   */
  async markPending(
    id: string,
    leaseToken: string,
    response: InitializedAtVendor,
    nextCheckMs: number,
  ): Promise<VerificationEntity | undefined> {
    return this.sql.one(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} AS t SET
        status = 'PENDING', transaction_id = ${response.transactionId}, protocol = ${response.protocol},
        transaction_url = ${response.transactionUrl},
        initialize_request_id = ${requestIdValue(response.requestId)}, livemode = ${response.livemode},
        lease_token = NULL, lease_expires_at = NULL, attempts = 0,
        expires_at = now + ${TRANSACTION_LIFETIME_MS} * interval '1 ms',
        next_check_at = now + ${nextCheckMs} * interval '1 ms', updated_at = now
      FROM clock
      WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'INITIALIZING'
      RETURNING ${ALL_COLUMNS}`);
  }

  /** Stores a permanent refusal and ends the lease in one statement. False where the lease is another's by now. */
  async reject(
    id: string,
    leaseToken: string,
    refusal: { readonly subCode: string; readonly requestId: string | undefined },
  ): Promise<boolean> {
    const row = await this.sql.one(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} AS t SET
        status = 'REJECTED', sub_code = ${refusal.subCode},
        initialize_request_id = ${requestIdValue(refusal.requestId)}, completed_at = now,
        lease_token = NULL, lease_expires_at = NULL, updated_at = now
      FROM clock
      WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'INITIALIZING'
      RETURNING t.id`);
    return row !== undefined;
  }

  /** Ends the lease, so that a retry need not wait for its expiry. False where it is another's by now. */
  async release(id: string, leaseToken: string): Promise<boolean> {
    const row = await this.sql.one(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} AS t SET lease_token = NULL, lease_expires_at = NULL, updated_at = now
      FROM clock
      WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'INITIALIZING'
      RETURNING t.id`);
    return row !== undefined;
  }

  /** Deletes a row for which nothing was sent to the vendor. False where the lease is another's by now. */
  async remove(id: string, leaseToken: string): Promise<boolean> {
    const row = await this.sql.one(sql`
      DELETE FROM ${this.sql.verifications}
      WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'INITIALIZING'
      RETURNING id`);
    return row !== undefined;
  }
}
