import { sql, type Parameter, type Sql } from './sql.js';
import type { VerificationEventType } from './verification-event.js';

/** Who did something, and why; the hash stands for the MerchantBizId once the verification is deleted. */
export interface Operator {
  readonly actor: string;
  readonly reason: string | undefined;
  readonly idHash: string;
}

/** The event of a statement. Its expressions are of the rows that the statement changed. */
export interface RecordedEvent {
  readonly type: VerificationEventType | Sql;
  readonly status?: Sql;
  readonly code?: Sql;
  readonly requestId?: Sql;
  readonly handler?: Sql;
  readonly attempt?: Sql;
  readonly by?: Operator | undefined;
  /** Whether it can occur without limit; then only the first ones of its type are kept. */
  readonly isRepeated?: boolean;
}

/** What the event of an end holds. */
export const ENDED = { status: sql`source.status`, code: sql`source.sub_code` } as const;

/** After this many events of one type of a verification, further repeated ones of it are not stored. */
export const MOST_REPEATED_EVENTS = 100;

const NONE = sql`NULL`;

/**
 * The common table expression that inserts an event for each row of another one, which is called `source` and has the
 * verification's `id`. A part of the statement that changes the row, so that no change is without its event.
 *
 * @param events the table
 */
export function recordEvent(events: Sql, instance: Parameter, source: Sql, event: RecordedEvent): Sql {
  const { by, status = NONE, code = NONE, requestId = NONE, handler = NONE, attempt = NONE } = event;
  const isKept =
    event.isRepeated === true && by === undefined
      ? sql`(SELECT count(*) FROM (
          SELECT FROM ${events} AS e WHERE e.verification_id = source.id AND e.type = ${event.type} LIMIT ${MOST_REPEATED_EVENTS}) AS kept)
        < ${MOST_REPEATED_EVENTS}`
      : sql`true`;
  return sql`INSERT INTO ${events}
      (instance, verification_id, id_hash, type, at, status, code, request_id, handler, attempt, actor, reason)
    SELECT ${instance}, ${by === undefined ? sql`source.id` : sql`NULL::uuid`}, ${by?.idHash}, ${event.type}, now,
      ${status}, left(${code}, 100), left(${requestId}, 128), ${handler}, ${attempt}, ${by?.actor}, ${by?.reason}
    FROM clock, ${source} AS source WHERE ${isKept}`;
}
