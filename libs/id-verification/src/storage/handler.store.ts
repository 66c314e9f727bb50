import { Injectable } from '@nestjs/common';
import { sql, type Sql } from './sql.js';
import { CLOCK, NOW, SqlClient } from './sql.client.js';

/** The statements that register outcome handlers. */
@Injectable()
export class HandlerStore {
  constructor(private readonly sql: SqlClient) {}

  /**
   * Registers a handler, or renews its heartbeat. Outcomes from now on are delivered to it.
   *
   * @returns the outcomes that it was registered for before; undefined if it was not
   */
  async register(name: string, outcomes: readonly string[]): Promise<readonly string[] | undefined> {
    const { handlers, instance } = this.sql;
    const row = await this.sql.one<{ before: string[] | null }>(sql`WITH ${CLOCK}, known AS (
        SELECT outcomes FROM ${handlers} WHERE instance = ${instance} AND name = ${name})
      INSERT INTO ${handlers} AS h (instance, name, outcomes, registered_at, last_heartbeat_at)
      SELECT ${instance}, ${name}, ${outcomes}::text[], now, now FROM clock
      ON CONFLICT (instance, name) DO UPDATE SET outcomes = EXCLUDED.outcomes, last_heartbeat_at = EXCLUDED.last_heartbeat_at
      RETURNING (SELECT to_jsonb(outcomes) FROM known) AS before`);
    return row?.before ?? undefined;
  }

  /**
   * Renews the heartbeats of a process's handlers in one statement. Their registered outcomes do not change.
   *
   * @returns the names of handlers that are not registered any more
   */
  async heartbeat(names: readonly string[]): Promise<readonly string[]> {
    const { handlers, instance } = this.sql;
    const rows = await this.sql.run<{ name: string }>(sql`WITH ${CLOCK}, renewed AS (
        UPDATE ${handlers} SET last_heartbeat_at = now
        FROM clock WHERE instance = ${instance} AND name = ANY(${names}) AND last_heartbeat_at < ${NOW})
      SELECT name FROM unnest(${names}::text[]) AS own (name)
      WHERE NOT EXISTS (SELECT FROM ${handlers} AS h WHERE h.instance = ${instance} AND h.name = own.name)`);
    return rows.map(({ name }) => name);
  }

  /** Unregisters a handler and deletes its pending deliveries, in one statement. False if there is neither. */
  async unregister(name: string): Promise<boolean> {
    const { handlers, deliveries, instance } = this.sql;
    // Each state has a partial index of its own.
    const drop = (state: Sql): Sql => sql`
      DELETE FROM ${deliveries} WHERE instance = ${instance} AND handler = ${name} AND state = ${state} RETURNING handler`;
    const rows = await this.sql.run(sql`WITH retired AS (
        DELETE FROM ${handlers} WHERE instance = ${instance} AND name = ${name} RETURNING name),
      pending AS (${drop(sql`'PENDING'`)}),
      dead_lettered AS (${drop(sql`'DEAD_LETTERED'`)})
      SELECT name FROM retired UNION ALL SELECT handler FROM pending UNION ALL SELECT handler FROM dead_lettered
      LIMIT 1`);
    return rows.length > 0;
  }
}
