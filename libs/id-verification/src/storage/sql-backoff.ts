import type { Backoff } from '../time/backoff.js';
import { sql, type Sql } from './sql.js';

/**
 * `backoffMs` as an interval, for statements that read the number of failures from the row. The limit of doublings is
 * beyond any longest delay: `power` rejects a result that is no number.
 */
export function backoff({ initialDelayMs, maxDelayMs }: Backoff, failures: Sql): Sql {
  return sql`least(${initialDelayMs}::float8 * power(2, least(${failures} - 1, 60)), ${maxDelayMs}::float8) * interval '1 ms'`;
}
