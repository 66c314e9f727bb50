import { Injectable } from '@nestjs/common';
import type { EventEntity } from './event.entity.js';
import type { Operator } from './record-event.js';
import { join, sql, type Sql } from './sql.js';
import { CLOCK, NOW, SqlClient } from './sql.client.js';
import { time } from './sql-types.js';
import type { VerificationReason } from './verification-reason.js';

/** An event as it is stored. */
export type StoredEvent = Pick<
  EventEntity,
  'type' | 'at' | 'status' | 'code' | 'requestId' | 'handler' | 'attempt' | 'actor' | 'reason'
>;

/** An event of the history of a verification. */
export interface HistoryEvent extends StoredEvent {
  /** How the verification ended; null while it has not, and of an erased or purged one. */
  readonly endReason: VerificationReason | null;
}

/** More than a verification can have, unless operators act on it without end: then the newest. */
export const MOST_EVENTS = 1_000;

/** The statements that read and purge events. */
@Injectable()
export class HistoryStore {
  constructor(private readonly sql: SqlClient) {}

  /**
   * Reads what happened to a verification, oldest first: its events, and what its row, its deliveries and its erasures
   * tell of themselves. Of an erased or purged one that is what operators did, and its erasure.
   *
   * @param idHashes the MerchantBizId under every hash key
   */
  async read(merchantBizId: string, idHashes: readonly string[]): Promise<HistoryEvent[]> {
    const { verifications, deliveries, events, erasures, instance } = this.sql;
    const row = sql`${verifications} WHERE instance = ${instance} AND merchant_biz_id = ${merchantBizId}`;
    const id = sql`(SELECT id FROM ${row})`;
    const columns = sql`id, type, at, status, code, request_id, handler, attempt, actor, reason`;
    const parts = [
      selected('created', sql`created_at`, { id: sql`0` }, sql`${verifications} WHERE id = ${id}`),
      sql`SELECT ${columns} FROM ${events} WHERE verification_id = ${id}`,
      sql`SELECT ${columns} FROM ${events} WHERE instance = ${instance} AND id_hash = ANY(${idHashes}::text[])`,
      selected(
        'delivered',
        sql`delivered_at`,
        { handler: sql`handler`, attempt: sql`attempts` },
        sql`${deliveries} WHERE verification_id = ${id} AND delivered_at IS NOT NULL`,
      ),
      selected(
        'erased',
        sql`erased_at`,
        { code: sql`vendor_deletion` },
        sql`${erasures} WHERE instance = ${instance} AND id_hash = ANY(${idHashes}::text[])
          AND erased_at IS NOT NULL`,
      ),
    ];
    return this.sql.run(sql`
      SELECT type, ${time(sql`at`)} AS at, status, code, request_id AS "requestId", handler, attempt, actor, reason,
        (SELECT reason FROM ${row}) AS "endReason"
      FROM (SELECT * FROM (${join(parts, ' UNION ALL ')}) AS events
        ORDER BY at DESC, id DESC NULLS FIRST LIMIT ${MOST_EVENTS}) AS history
      ORDER BY history.at, id NULLS LAST`);
  }

  /**
   * Records that an operator requested a check, whether it is claimed or not. After a lost response one of the last
   * minute with the same operator and reason is taken for this one.
   */
  async recordCheck(merchantBizId: string, by: Operator): Promise<void> {
    const { verifications, events, instance } = this.sql;
    const type = 'check_requested';
    const isRecorded = sql`EXISTS (
      SELECT FROM ${events} WHERE instance = ${instance} AND id_hash = ${by.idHash} AND type = ${type}
        AND actor = ${by.actor} AND reason IS NOT DISTINCT FROM ${by.reason} AND at > ${NOW} - interval '1 minute')`;
    await this.sql.confirmed((isRetry) =>
      this.sql.run(sql`WITH ${CLOCK}, source AS (
        SELECT id FROM ${verifications} WHERE instance = ${instance} AND merchant_biz_id = ${merchantBizId}
          AND NOT (${isRetry} AND ${isRecorded}))
      ${this.sql.event(sql`source`, { type, by })}`),
    );
  }

  /** Deletes operators' events after their retention. */
  async purge(days: number, limit: number): Promise<number> {
    const { events, instance } = this.sql;
    const rows = await this.sql.run(sql`WITH ${CLOCK}, old AS (
        SELECT id FROM ${events}
        WHERE instance = ${instance} AND actor IS NOT NULL AND at < ${NOW} - ${days} * interval '1 day'
        ORDER BY at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      DELETE FROM ${events} WHERE id = ANY (ARRAY(SELECT id FROM old)) RETURNING type`);
    return rows.length;
  }
}

/** An event that another table tells of. */
function selected(
  type: string,
  at: Sql,
  {
    id = sql`NULL`,
    code = sql`NULL`,
    handler = sql`NULL`,
    attempt = sql`NULL`,
  }: Readonly<Record<string, Sql>>,
  from: Sql,
): Sql {
  return sql`SELECT ${id}::bigint AS id, ${type}::text AS type, ${at} AS at, NULL::text AS status, ${code}::text AS code,
    NULL::text AS request_id, ${handler}::text AS handler, ${attempt}::int AS attempt, NULL::text AS actor,
    NULL::text AS reason FROM ${from}`;
}
