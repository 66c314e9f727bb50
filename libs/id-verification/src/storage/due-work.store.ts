import { Injectable } from '@nestjs/common';
import { identifier, join, sql, type Sql } from './sql.js';
import { CLOCK, milliseconds, NOW, SqlClient } from './sql.client.js';

/** The statement that finds due work of all kinds. */
@Injectable()
export class DueWorkStore {
  constructor(private readonly sql: SqlClient) {}

  /**
   * Reads when the next work of each kind is due.
   *
   * @param dueAt the expression of each kind for that time; NULL without work
   * @returns the milliseconds until then, not positive if it is due now, of the kinds that have work
   */
  async untilDue<Name extends string>(
    dueAt: readonly (readonly [Name, Sql])[],
  ): Promise<ReadonlyMap<Name, number>> {
    const row = await this.sql.one<Record<string, number | null>>(sql`WITH ${CLOCK}
      SELECT ${join(dueAt.map(([name, at]) => sql`${milliseconds(sql`${at} - ${NOW}`)} AS ${identifier(name)}`))}`);
    return new Map(
      dueAt.flatMap(([name]) => {
        const waitMs = row?.[name] ?? null;
        return waitMs === null ? [] : [[name, waitMs]];
      }),
    );
  }
}
