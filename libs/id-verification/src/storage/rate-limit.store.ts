import { Injectable } from '@nestjs/common';
import { sql, type Sql } from './sql.js';
import { CLOCK, CURRENT_TIME as NOW, milliseconds, SqlClient } from './sql.client.js';
import { time } from './sql-types.js';

/** The key of a rate limit: account, endpoint and operation. */
export interface RateLimitKey {
  readonly account: string;
  readonly endpoint: string;
  readonly operation: string;
}

export interface RateLimitSettings {
  readonly perSecond: number;
  /** One second plus the safety margin, in milliseconds. */
  readonly windowMs: number;
}

/** The right to make one call at a given time. */
export interface Permit {
  /** The wait until the permit, in milliseconds. */
  readonly waitMs: number;
  /** When it was issued, by the database's clock. */
  readonly givenAt: Date;
  /** The permit's time in UTC as PostgreSQL's text: a Date has no microseconds. */
  readonly permit: string;
}

/** The use of the vendor's limit for one operation, by all processes of the account. */
export interface RateLimitUsage {
  /** The vendor's name, such as `Initialize`. */
  readonly operation: string;
  /** The limit in calls per second. */
  readonly perSecond: number;
  /** Permits of the last second. */
  readonly used: number;
  /** Permits in the future, for which callers wait. */
  readonly waiting: number;
  /** Whether calls are slowed down because the vendor throttled some. */
  readonly slowedDown: boolean;
  /** The current maximum of calls per second: the limit, or less during a slow-down. */
  readonly pacePerSecond: number;
}

/** The number of permits per window that workers leave to foreground calls. */
const RESERVE = sql`per_second / 5`;

const WINDOW = sql`window_ms * interval '1 ms'`;

/**
 * The factors by which throttled calls increase the spacing. A single one may be caused by network jitter; `MANY` in
 * one window mean that another application uses the account.
 */
const SLOW_DOWN = { one: sql`1.06`, many: sql`1.25` };

const MANY = sql`least(per_second, greatest(3, per_second / 10))`;

/** The number of throttled calls in this window, including the current one. */
const THROTTLED = sql`CASE WHEN throttled_at > ${NOW} - ${WINDOW} THEN throttled + 1 ELSE 1 END`;

/** The spacing without a slow-down. */
const FULL_SPEED = sql`window_ms::float8 / per_second`;

/**
 * The reduction of a slow-down by each call: a large one is halved after 230 calls, that of a single throttled call
 * ends after 120.
 */
const RECOVERY = sql`greatest(0.003 * (spacing_ms - ${FULL_SPEED}), 0.0005 * ${FULL_SPEED})`;

/** A slow-down ends after this time without a throttled call. */
const FORGOTTEN = sql`interval '5 minutes'`;

const LAST = sql`permits[per_second]`;

/** No caller waits longer, whatever its deadline: a later permit was granted before the server's clock was set back. */
const SET_BACK = sql`${LAST} > ${NOW} + interval '5 minutes'`;

/**
 * The next free permit: at most `perSecond` in any window, evenly spaced while callers queue. Bursts after a queue
 * would leave parts of a second unused, and collide with other applications of the account. After the server's clock
 * was set back, a new window begins.
 */
const NEXT = sql`CASE WHEN ${SET_BACK} THEN ${NOW} + ${WINDOW} ELSE greatest(${NOW}, permits[1] + ${WINDOW},
  CASE WHEN ${LAST} > ${NOW} OR spacing_ms > ${FULL_SPEED} THEN ${LAST} + spacing_ms * interval '1 ms' END) END`;

/** The permits with the next one. */
const PERMITS = sql`CASE WHEN ${SET_BACK} THEN array_fill(${NEXT}, ARRAY[per_second])
  ELSE permits[2:] || ${NEXT} END`;

const FREE_NOW = sql`permits[1 + ${RESERVE}] + ${WINDOW} <= ${NOW} AND ${NEXT} <= ${NOW}`;

/**
 * Permits are committed asynchronously: a server crash may lose those of the last half second, so that a few calls are
 * made too early. A synchronous commit would wait for the disk under the row's lock with every call.
 */
const FAST = sql`(SELECT set_config('synchronous_commit', 'off', true)) AS fast`;

/**
 * The statements of the rate limit, a sliding window over the last permits, first come, first served: callers queue for
 * the row's lock, and the clock is read under it. A rejected caller changes nothing.
 */
@Injectable()
export class RateLimitStore {
  constructor(private readonly sql: SqlClient) {}

  /** Stores a limit, or updates it, in one statement. A changed limit keeps the newest permits and a slow-down. */
  async ensure(key: RateLimitKey, limit: RateLimitSettings): Promise<void> {
    const [perSecond, windowMs] = [sql`${limit.perSecond}::int`, sql`${limit.windowMs}::int`];
    await this.sql.run(sql`
      INSERT INTO ${this.sql.rateLimits} AS q
        (account, endpoint, operation, per_second, window_ms, permits, spacing_ms)
      VALUES (${key.account}, ${key.endpoint}, ${key.operation}, ${perSecond}, ${windowMs},
        array_fill('-infinity'::timestamptz, ARRAY[${perSecond}]), ${windowMs}::float8 / ${perSecond})
      ON CONFLICT (account, endpoint, operation) DO UPDATE SET
        per_second = EXCLUDED.per_second, window_ms = EXCLUDED.window_ms,
        permits = (EXCLUDED.permits || q.permits)[cardinality(q.permits) + 1:],
        spacing_ms = CASE WHEN q.throttled_at > ${NOW} - ${FORGOTTEN}
          THEN greatest(q.spacing_ms, EXCLUDED.spacing_ms) ELSE EXCLUDED.spacing_ms END
      WHERE (q.per_second, q.window_ms) <> (EXCLUDED.per_second, EXCLUDED.window_ms)`);
  }

  /**
   * Acquires the next free permit, in one statement.
   *
   * @returns undefined, without a change, if the permit is later than the caller can wait, or no limit is stored
   *
   * @param background for a worker: spare permits, and one further permit a second
   */
  async acquire(key: RateLimitKey, background: boolean, longestWaitMs: number): Promise<Permit | undefined> {
    const isBackground = sql`${background}::boolean`;
    const hadOne = sql`${isBackground} AND background_at > ${NOW} - interval '1 second'`;
    return this.sql.one(sql`WITH taken AS (
        UPDATE ${this.sql.rateLimits} SET
          permits = ${PERMITS},
          background_at = CASE WHEN ${isBackground} THEN ${NOW} ELSE background_at END,
          spacing_ms = CASE WHEN throttled_at > ${NOW} - ${FORGOTTEN}
            THEN greatest(${FULL_SPEED}, spacing_ms - ${RECOVERY}) ELSE ${FULL_SPEED} END
        FROM ${FAST}
        WHERE ${isOf(key)} AND CASE WHEN ${hadOne} THEN ${FREE_NOW}
          ELSE ${NEXT} <= ${NOW} + ${longestWaitMs} * interval '1 ms' END
        RETURNING ${LAST} AS permit, ${NOW} AS now)
      SELECT ${milliseconds(sql`permit - now`)} AS "waitMs", ${time(sql`now`)} AS "givenAt",
        ${time(sql`permit`)} #>> '{}' AS permit FROM taken`);
  }

  /**
   * Reschedules a missed permit to the earliest time at which a call made now is tolerated. Other permits stay valid:
   * while this one is among the last `perSecond`, no later permit depends on its age. One statement, under the row's
   * lock.
   *
   * @returns whether it was rescheduled; not if the permit is revoked or still in the future
   */
  async reschedulePermit(
    key: RateLimitKey,
    { permit, givenAt }: Permit,
    toleratedMs: number,
  ): Promise<boolean> {
    const missed = sql`(${permit}::timestamp AT TIME ZONE 'UTC')`;
    const place = sql`array_position(permits, ${missed})`;
    const row = await this.sql.one(sql`
      UPDATE ${this.sql.rateLimits} SET permits = ARRAY(
        SELECT permit FROM unnest(permits[:${place} - 1] || permits[${place} + 1:]
          || greatest(${missed}, ${NOW} - ${toleratedMs} * interval '1 ms')) AS permit
        ORDER BY permit)
      FROM ${FAST} WHERE ${isOf(key)} AND ${place} > 0 AND ${missed} <= ${NOW}
        AND coalesce(slowed_at < ${givenAt}, true)
      RETURNING account`);
    return row !== undefined;
  }

  /**
   * Reads the wait for the next free permit, in milliseconds, without a lock.
   *
   * @returns undefined if no limit is stored
   */
  async waitMs(key: RateLimitKey): Promise<number | undefined> {
    const row = await this.sql.one<{ waitMs: number }>(sql`
      SELECT ${milliseconds(sql`${NEXT} - ${NOW}`)} AS "waitMs" FROM ${this.sql.rateLimits} WHERE ${isOf(key)}`);
    return row?.waitMs;
  }

  /** Reads the use of the limits of all operations, in one statement. */
  async usage(account: string, endpoint: string): Promise<RateLimitUsage[]> {
    const slowed = sql`throttled_at > now - ${FORGOTTEN} AND spacing_ms > ${FULL_SPEED}`;
    return this.sql.run(sql`WITH ${CLOCK}
      SELECT operation, per_second AS "perSecond",
        (SELECT count(*)::int FROM unnest(permits) AS permit
          WHERE permit > now - interval '1 second' AND permit <= now) AS used,
        (SELECT count(*)::int FROM unnest(permits) AS permit WHERE permit > now) AS waiting,
        coalesce(${slowed}, false) AS "slowedDown",
        CASE WHEN ${slowed} THEN 1000 / spacing_ms ELSE per_second END AS "pacePerSecond"
      FROM ${this.sql.rateLimits}, clock WHERE account = ${account} AND endpoint = ${endpoint}
      ORDER BY operation`);
  }

  /** Reads whether permits that were issued at that time are revoked. */
  async isRevoked(key: RateLimitKey, givenAt: Date): Promise<boolean> {
    const row = await this.sql.one(sql`
      SELECT FROM ${this.sql.rateLimits} WHERE ${isOf(key)} AND slowed_at >= ${givenAt}`);
    return row !== undefined;
  }

  /**
   * Counts a throttled call and slows down all callers: a little at the first in a window, more when there are many.
   * Then future permits are revoked too. One statement, under the row's lock.
   *
   * @returns whether this call caused a slow-down
   */
  async slowDown(key: RateLimitKey): Promise<boolean> {
    const row = await this.sql.one<{ slowed: boolean }>(sql`
      UPDATE ${this.sql.rateLimits} SET
        throttled = ${THROTTLED},
        throttled_at = CASE WHEN ${THROTTLED} = 1 THEN ${NOW} ELSE throttled_at END,
        spacing_ms = least(10 * window_ms, greatest(spacing_ms, ${FULL_SPEED})
          * CASE ${THROTTLED} WHEN ${MANY} THEN ${SLOW_DOWN.many} WHEN 1 THEN ${SLOW_DOWN.one} ELSE 1 END),
        permits = CASE ${THROTTLED} WHEN ${MANY}
          THEN ARRAY(SELECT least(permit, ${NOW}) FROM unnest(permits) AS permit) ELSE permits END,
        slowed_at = CASE ${THROTTLED} WHEN ${MANY} THEN ${NOW} ELSE slowed_at END
      FROM ${FAST} WHERE ${isOf(key)} AND ${THROTTLED} <= ${MANY}
      RETURNING throttled IN (1, ${MANY}) AS slowed`);
    return row?.slowed === true;
  }
}

function isOf({ account, endpoint, operation }: RateLimitKey): Sql {
  return sql`account = ${account} AND endpoint = ${endpoint} AND operation = ${operation}`;
}
