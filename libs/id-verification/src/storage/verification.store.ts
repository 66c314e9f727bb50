import { Injectable } from '@nestjs/common';
import { join, Sql, sql } from './sql.js';
import { CLOCK, SqlClient } from './sql.client.js';
import { time } from './sql-types.js';
import { ALL_COLUMNS } from './verification-columns.js';
import type { VerificationReason } from './verification-reason.js';
import type { VerificationStatus } from './verification-status.js';
import type { VerificationEntity } from './verification.entity.js';

/** A row with the database's time at which it was read. */
export type VerificationSnapshot = VerificationEntity & { readonly readAt: Date };

/** The rows to list; `after` is the last row of the previous page. */
export interface VerificationQuery {
  /** Distinct. */
  readonly statuses: readonly VerificationStatus[] | undefined;
  /** Distinct. */
  readonly reasons: readonly VerificationReason[] | undefined;
  readonly transactionId: string | undefined;
  readonly productCode: string | undefined;
  readonly tenant: string | undefined;
  readonly merchantUserIds: readonly string[] | undefined;
  readonly createdFrom: Date | undefined;
  readonly createdBefore: Date | undefined;
  readonly after: { readonly createdAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

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
    const { merchantUserIds, transactionId, limit } = query;
    const newest = sql`ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
    const isSmall = merchantUserIds !== undefined || transactionId !== undefined;
    const lead = isSmall ? undefined : leadOf(query);
    if (lead === undefined) {
      const conditions = [...this.conditions(query), ...span(query)];
      return this.sql.run(sql`SELECT ${ALL_COLUMNS} FROM ${this.sql.verifications} AS t
        WHERE ${join(conditions, ' AND ')} ${newest}`);
    }
    const { column, values } = lead;
    const conditions = [...this.conditions({ ...query, ...lead.others }), ...span(query, column)];
    return this.sql.run(sql`SELECT ${ALL_COLUMNS} FROM unnest(${values}::text[]) AS wanted (value), LATERAL (
        SELECT * FROM ${this.sql.verifications} WHERE ${join(conditions, ' AND ')}
        ORDER BY ${column} DESC, created_at DESC, id DESC LIMIT ${limit}) AS t ${newest}`);
  }

  private conditions(query: VerificationQuery): Sql[] {
    const { statuses, reasons, transactionId, productCode, tenant, merchantUserIds } = query;
    return present([
      sql`instance = ${this.sql.instance}`,
      statuses && sql`status = ANY(${statuses}::text[])`,
      reasons && sql`reason = ANY(${reasons}::text[])`,
      transactionId && sql`transaction_id = ${transactionId}`,
      productCode && sql`product_code = ${productCode}`,
      tenant && sql`tenant = ${tenant}`,
      merchantUserIds && sql`merchant_user_id = ANY(${merchantUserIds})`,
    ]);
  }
}

/** The column whose index a page is read from, so that a rare value reads no rows of the others. */
interface Lead {
  readonly column: Sql;
  readonly values: readonly string[];
  /** The filter without the condition on the column. */
  readonly others: Partial<VerificationQuery>;
}

function leadOf({ tenant, reasons, statuses, productCode }: VerificationQuery): Lead | undefined {
  if (tenant !== undefined) return { column: sql`tenant`, values: [tenant], others: { tenant: undefined } };
  if (reasons) return { column: sql`reason`, values: reasons, others: { reasons: undefined } };
  if (statuses) return { column: sql`status`, values: statuses, others: { statuses: undefined } };
  if (productCode === undefined) return undefined;
  return { column: sql`product_code`, values: [productCode], others: { productCode: undefined } };
}

/**
 * The times of the rows. With a leading column they are compared together with it: with an equality, a plan may read
 * the newest rows of all values instead.
 */
function span({ createdFrom, createdBefore, after }: VerificationQuery, lead?: Sql): Sql[] {
  if (lead === undefined) {
    return present([
      createdFrom && sql`created_at >= ${createdFrom}`,
      createdBefore && sql`created_at < ${createdBefore}`,
      after && sql`(created_at, id) < (${after.createdAt}, ${after.id})`,
    ]);
  }
  return present([
    // Proves that a partial index holds the rows.
    sql`${lead} IS NOT NULL`,
    sql`(${lead}, created_at) >= (wanted.value, ${createdFrom ?? '-infinity'}::timestamptz)`,
    sql`(${lead}, created_at) < (wanted.value, ${createdBefore ?? 'infinity'}::timestamptz)`,
    after &&
      sql`(${lead}, created_at, id) < (wanted.value, ${after.createdAt}::timestamptz, ${after.id}::uuid)`,
  ]);
}

function present(conditions: readonly (Sql | string | undefined)[]): Sql[] {
  return conditions.filter((condition) => condition instanceof Sql);
}
