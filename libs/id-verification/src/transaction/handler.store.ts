import { Injectable } from '@nestjs/common';
import { sql } from './sql.js';
import { CLOCK, Statements } from './statements.js';

/** The statements about which outcome handlers are registered. */
@Injectable()
export class HandlerStore {
  constructor(private readonly statements: Statements) {}

  /**
   * Registers a handler, or renews its heartbeat: verdicts from now on are delivered to it. One statement: what it was
   * registered for before is read as it is replaced.
   *
   * @returns the outcomes that it was registered for before, where it was
   */
  async register(name: string, outcomes: readonly string[]): Promise<readonly string[] | undefined> {
    const { handlers, instance } = this.statements;
    const row = await this.statements.one<{ before: string[] | null }>(sql`WITH ${CLOCK}, known AS (
        SELECT outcomes FROM ${handlers} WHERE instance = ${instance} AND name = ${name})
      INSERT INTO ${handlers} AS h (instance, name, outcomes, since, seen_at)
      SELECT ${instance}, ${name}, ${outcomes}::text[], now, now FROM clock
      ON CONFLICT (instance, name) DO UPDATE SET outcomes = EXCLUDED.outcomes, seen_at = EXCLUDED.seen_at
      RETURNING (SELECT outcomes FROM known) AS before`);
    return row?.before ?? undefined;
  }

  /** Renews the heartbeat of a process's handlers, all in one statement. Their outcomes stay the newest release's. */
  async stillCarried(names: readonly string[]): Promise<void> {
    await this.statements.run(sql`WITH ${CLOCK}
      UPDATE ${this.statements.handlers} SET seen_at = now
      FROM clock WHERE instance = ${this.statements.instance} AND name = ANY(${names}) AND seen_at < now`);
  }

  /** Unregisters a handler and deletes what is pending for it, in one statement. False where there is neither. */
  async retire(name: string): Promise<boolean> {
    const { handlers, deliveries, instance } = this.statements;
    const rows = await this.statements.run(sql`WITH retired AS (
        DELETE FROM ${handlers} WHERE instance = ${instance} AND name = ${name} RETURNING name),
      dropped AS (
        DELETE FROM ${deliveries} WHERE instance = ${instance} AND handler = ${name} AND state <> 'DELIVERED'
        RETURNING handler)
      SELECT name FROM retired UNION ALL SELECT handler FROM dropped LIMIT 1`);
    return rows.length > 0;
  }
}
