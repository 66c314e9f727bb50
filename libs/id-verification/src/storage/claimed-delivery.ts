import type { Backoff } from '../time/backoff.js';
import { backoff } from './sql-backoff.js';
import { sql, type Sql } from './sql.js';

/** A delivery whose next attempt is counted. */
export interface ClaimedDelivery {
  readonly verificationId: string;
  readonly merchantBizId: string;
  readonly handler: string;
  /** The number of this attempt, from 1. */
  readonly attempts: number;
}

/** The retry policy of deliveries. Without jitter: the slots of each process limit how many are attempted at once. */
export interface DeliveryPolicy extends Backoff {
  readonly maxAttempts: number;
  /** The timeout of a handler, in milliseconds. */
  readonly timeoutMs: number;
}

/** The delivery slots of a process for the outcome of one verification. */
export interface ReservedSlots {
  /** The handlers that have one. */
  readonly handlers: readonly string[];
  readonly policy: DeliveryPolicy;
}

/** The time of the next attempt of a delivery whose attempt begins now, if that one ends without a trace. */
export function afterAttempt(policy: DeliveryPolicy, attempts: Sql): Sql {
  return sql`now + ${policy.timeoutMs} * interval '1 ms' + ${backoff(policy, attempts)}`;
}

/** The columns of a new delivery: its first attempt is counted if the process has a slot for it. */
export function claimForProcess(
  slots: ReservedSlots | undefined,
  handler: Sql,
): { readonly attempts: Sql; readonly nextAttemptAt: Sql } {
  if (slots === undefined || slots.handlers.length === 0)
    return { attempts: sql`0`, nextAttemptAt: sql`now` };
  const isClaimed = sql`${handler} = ANY(${slots.handlers}::text[])`;
  return {
    attempts: sql`(${isClaimed})::int`,
    nextAttemptAt: sql`CASE WHEN ${isClaimed} THEN ${afterAttempt(slots.policy, sql`1`)} ELSE now END`,
  };
}
