import type { DueWorkStore } from '../../storage/due-work.store.js';
import { sql, type Sql } from '../../storage/sql.js';
import type { Clock } from '../../time/clock.js';

/** In place of an expression of PostgreSQL: the earliest of these times as a parameter, NULL without one. */
export function earliest(times: readonly Date[]): Sql {
  const [first = null] = [...times].sort((a, b) => a.getTime() - b.getTime());
  return sql`${first}`;
}

/** Reads the times of {@link earliest}. */
export class InMemoryDueWorkStore implements Pick<DueWorkStore, keyof DueWorkStore> {
  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  async untilDue<Name extends string>(
    dueAt: readonly (readonly [Name, Sql])[],
  ): Promise<ReadonlyMap<Name, number>> {
    const now = this.clock.now().getTime();
    return new Map(
      dueAt.flatMap(([name, at]) => {
        const [time] = at.render().values;
        return time instanceof Date ? [[name, time.getTime() - now]] : [];
      }),
    );
  }
}
