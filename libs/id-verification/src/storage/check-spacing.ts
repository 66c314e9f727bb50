import { sql, type Sql } from './sql.js';
import { NOW } from './sql.client.js';

/** The minimum interval between two checks of one row, across all processes. */
export const CHECK_SPACING = sql`interval '2 s'`;

/**
 * When the vendor was last called or last responded; null if never. An attempt without a response counts, a claim that
 * sent nothing does not.
 */
export const LAST_CHECKED = sql`greatest(claimed_at, checked_at)`;

/**
 * Whether a time is less than {@link CHECK_SPACING} ago; not if it is still to come, as after the server's clock was set
 * back.
 */
export function isRecent(time: Sql): Sql {
  return sql`coalesce(${time} > ${NOW} - ${CHECK_SPACING} AND ${time} <= ${NOW}, false)`;
}
