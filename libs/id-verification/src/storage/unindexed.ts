import { sql, type Sql } from './sql.js';

/**
 * The status of a row that is found by its key. Compared directly, `status = 'PENDING'` would also let the planner read
 * the partial index of all open rows in place of the key, and filter. It prefers that index while its statistics are of
 * a time with few open rows, and a callback would read every row that is open now.
 *
 * @param column a text that is not NULL
 */
export function unindexed(column: Sql): Sql {
  return sql`(${column} || '')`;
}

/** Whether a column of a row that is found by its key is not NULL, for the same reason. */
export function isSet(column: Sql): Sql {
  return sql`num_nulls(${column}) = 0`;
}
