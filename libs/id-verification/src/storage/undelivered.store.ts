import { Injectable } from '@nestjs/common';
import type { DeliveryState } from './delivery.entity.js';
import { notifyWork } from './change-channel.js';
import type { Operator } from './record-event.js';
import { sql } from './sql.js';
import { CLOCK, SqlClient } from './sql.client.js';
import { time } from './sql-types.js';
import type { PageWindow } from '../validation/page.js';

/** A delivery as it is stored. */
export interface StoredDelivery {
  readonly verificationId: string;
  readonly merchantBizId: string;
  readonly handler: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly nextAttemptAt: Date;
  readonly createdAt: Date;
}

/** The last delivery of a page. */
export type DeliveryPosition = Pick<StoredDelivery, 'verificationId' | 'handler'>;

/** Which deliveries to read; each state has a partial index of its own. */
export interface DeliveryQuery extends PageWindow<DeliveryPosition> {
  readonly state: keyof typeof STATES;
}

/** No parameters, so that the partial index of a state is found. */
const STATES = { PENDING: sql`'PENDING'`, DEAD_LETTERED: sql`'DEAD_LETTERED'` } satisfies Partial<
  Record<DeliveryState, unknown>
>;

/** The statements by which an operator reads what is not delivered and redelivers it. */
@Injectable()
export class UndeliveredStore {
  constructor(private readonly sql: SqlClient) {}

  /** Reads one page of deliveries, those of the newest verifications first. */
  async list({ state, after, limit }: DeliveryQuery): Promise<StoredDelivery[]> {
    const { deliveries, verifications, instance } = this.sql;
    return this.sql.run(sql`
      SELECT d.verification_id AS "verificationId", t.merchant_biz_id AS "merchantBizId", d.handler, d.state,
        d.attempts, d.last_error AS "lastError", ${time(sql`d.next_attempt_at`)} AS "nextAttemptAt",
        ${time(sql`d.created_at`)} AS "createdAt"
      FROM (
        SELECT * FROM ${deliveries} WHERE instance = ${instance} AND state = ${STATES[state]}
          AND (${after?.verificationId}::uuid IS NULL
            OR (verification_id, handler) < (${after?.verificationId}::uuid, ${after?.handler}::text))
        ORDER BY verification_id DESC, handler DESC LIMIT ${limit}) AS d
      JOIN ${verifications} AS t ON t.id = d.verification_id
      ORDER BY d.verification_id DESC, d.handler DESC`);
  }

  /**
   * Makes deliveries that are not delivered pending again, with all their attempts. One statement: one that is being
   * delivered meanwhile is either done or pending, never both.
   *
   * @param by the operator
   * @returns how many there were
   */
  async reopen(merchantBizId: string, handler: string | undefined, by?: Operator): Promise<number> {
    const { deliveries, verifications, instance } = this.sql;
    const rows = await this.sql.run(sql`WITH ${CLOCK}, reopened AS (
      UPDATE ${deliveries} AS d SET state = 'PENDING', attempts = 0, next_attempt_at = now
      FROM clock, ${verifications} AS t
      WHERE t.instance = ${instance} AND t.merchant_biz_id = ${merchantBizId} AND d.verification_id = t.id
        AND d.state <> 'DELIVERED' AND (${handler}::text IS NULL OR d.handler = ${handler}::text)
      RETURNING d.verification_id AS id, d.handler),
      recorded AS (${this.sql.event(sql`reopened`, {
        type: 'redelivery_requested',
        handler: sql`source.handler`,
        by,
        isRepeated: true,
      })})
      SELECT handler, ${notifyWork(instance, 'deliver')}::text FROM reopened`);
    return rows.length;
  }
}
