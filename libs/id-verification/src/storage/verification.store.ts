import { Injectable } from '@nestjs/common';
import { join, sql } from './sql.js';
import { CLOCK, SqlClient } from './sql.client.js';
import { time } from './sql-types.js';
import { ALL_COLUMNS } from './verification-columns.js';
import type { VerificationStatus } from './verification-status.js';
import type { VerificationEntity } from './verification.entity.js';

/** A row with the database's time at which it was read. */
export type VerificationSnapshot = VerificationEntity & { readonly readAt: Date };

/** The rows to list; `after` is the last row of the previous page. */
export interface VerificationQuery {
  readonly status: VerificationStatus | undefined;
  readonly merchantUserIds: readonly string[] | undefined;
  readonly createdFrom: Date | undefined;
  readonly createdBefore: Date | undefined;
  readonly after: { readonly createdAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/**
 * The vendor's TransactionId expires this long after it was issued, and an Initialize without a response is rejected
 * after the same time. Source: the vendor's page "Initialize".
 */
export const TRANSACTION_LIFETIME_MS = 30 * 60_000;

/** The statements that read verifications. */
@Injectable()
export class VerificationStore {
  constructor(private readonly sql: SqlClient) {}

  /** Reads a row and the current time, to compare its lease with, in one statement. */
  async find(merchantBizId: string): Promise<VerificationSnapshot | undefined> {
    return this.sql.one(sql`WITH ${CLOCK}
      SELECT ${ALL_COLUMNS}, ${time(sql`now`)} AS "readAt" FROM ${this.sql.verifications} AS t, clock
      WHERE instance = ${this.sql.instance} AND merchant_biz_id = ${merchantBizId}`);
  }

  /** Replaces the metadata. @returns undefined if there is no such row */
  async updateMetadata(
    merchantBizId: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<VerificationEntity | undefined> {
    return this.sql.one(sql`WITH ${CLOCK}
      UPDATE ${this.sql.verifications} AS t SET metadata = ${metadata}, updated_at = now FROM clock
      WHERE instance = ${this.sql.instance} AND merchant_biz_id = ${merchantBizId}
      RETURNING ${ALL_COLUMNS}`);
  }

  /** Reads one page, newest first; ties are broken by id, so that pages neither repeat nor miss a row. */
  async list(query: VerificationQuery): Promise<VerificationEntity[]> {
    const { status, merchantUserIds, createdFrom, createdBefore, after, limit } = query;
    const conditions = [
      sql`instance = ${this.sql.instance}`,
      status && sql`status = ${status}`,
      merchantUserIds && sql`merchant_user_id = ANY(${merchantUserIds})`,
      createdFrom && sql`created_at >= ${createdFrom}`,
      createdBefore && sql`created_at < ${createdBefore}`,
      after && sql`(created_at, id) < (${after.createdAt}, ${after.id})`,
    ].filter((condition) => condition !== undefined);
    return this.sql.run(sql`
      SELECT ${ALL_COLUMNS} FROM ${this.sql.verifications} AS t WHERE ${join(conditions, ' AND ')}
      ORDER BY created_at DESC, id DESC LIMIT ${limit}`);
  }
}
