import { sql, type Parameter, type Sql } from './sql.js';

/** Processes notify each other on this channel. */
export const CHANGE_CHANNEL = 'id_verification_change';

/** Notifies that the verification of a row has ended: `instance/merchantBizId`. */
export const NOTIFY_END = sql`pg_notify(${CHANGE_CHANNEL}, instance || '/' || merchant_biz_id)`;

/** The work that processes are notified of. */
export type NotifiedWork = 'check' | 'deliver' | 'erase' | 'poll';

/** Notifies that work is due that the process of the statement does not start itself: `instance work`. */
export function notifyWork({ value }: Parameter, work: NotifiedWork): Sql {
  return sql`pg_notify(${CHANGE_CHANNEL}, ${`${String(value)} ${work}`})`;
}
