import { Injectable } from '@nestjs/common';
import { sql, type Sql } from './sql.js';
import { CLOCK, CURRENT_TIME as NOW, milliseconds, SqlClient } from './sql.client.js';
import { time } from './sql-types.js';

/** Whose calls of what are limited. */
export interface RateLimitKey {
  readonly account: string;
  readonly endpoint: string;
  readonly operation: string;
}

export interface RateLimitSettings {
  readonly perSecond: number;
  /** A second, and the guard for jitter on the way to the vendor, in milliseconds. */
  readonly windowMs: number;
}

/** The right to make one call at a given time. */
export interface Permit {
  /** From now until the permit, in milliseconds. */
  readonly waitMs: number;
  /** When it was given, by the database's clock. */
  readonly givenAt: Date;
  /** The permit itself in UTC as the database writes it: a Date has no microseconds. */
  readonly permit: string;
}

/** How much of the vendor's limit all processes of the account use for one operation. */
export interface RateLimitUsage {
  /** The vendor's name of it, such as `Initialize`. */
  readonly operation: string;
  /** The limit in calls per second. */
  readonly perSecond: number;
  /** Permits of the last second. */
  readonly used: number;
  /** Permits in the future, which callers wait for. */
  readonly waiting: number;
  /** Whether calls are slowed down because the vendor throttled some: others use the account too. */
  readonly slowedDown: boolean;
  /** The calls per second that are made at most now: the limit, or less while they are slowed down. */
  readonly pacePerSecond: number;
}

/** The share of the places that background work leaves to foreground calls. */
const RESERVE = sql`per_second / 5`;

const WINDOW = sql`window_ms * interval '1 ms'`;

/**
 * What refusals by the vendor multiply the time between two calls with. One may be a call that was late on its way;
 * as many as `MANY` in one window say that another application uses the account.
 */
const SLOW_DOWN = { one: sql`1.06`, many: sql`1.25` };

const MANY = sql`least(per_second, greatest(3, per_second / 10))`;

/** How many calls the vendor has refused in this window, with this one. */
const THROTTLED = sql`CASE WHEN throttled_at > ${NOW} - ${WINDOW} THEN throttled + 1 ELSE 1 END`;

/** The time between two calls when no other application uses the account. */
const FULL_SPEED = sql`window_ms::float8 / per_second`;

/**
 * What every call that goes out takes off the slow-down again: half of a large one is gone after 230 calls, what one
 * late call has cost after 120.
 */
const RECOVERY = sql`greatest(0.003 * (spacing_ms - ${FULL_SPEED}), 0.0005 * ${FULL_SPEED})`;

/** A slow-down is forgotten after so long without another one. */
const FORGOTTEN = sql`interval '5 minutes'`;

const LAST = sql`permits[per_second]`;

/**
 * The next free permit: no more than `perSecond` of them in any window, evenly spaced behind those who queue already.
 * Bursts behind a queue would leave parts of a second unused, and collide with other users of the account.
 */
const NEXT = sql`greatest(${NOW}, permits[1] + ${WINDOW},
  CASE WHEN ${LAST} > ${NOW} OR spacing_ms > ${FULL_SPEED} THEN ${LAST} + spacing_ms * interval '1 ms' END)`;

const FREE_NOW = sql`permits[1 + ${RESERVE}] + ${WINDOW} <= ${NOW} AND ${NEXT} <= ${NOW}`;

/**
 * A crash of the server may lose the permits of its last half second and let as many calls go out too early: that is not
 * worth a wait for the disk with every call, under a lock that everybody queues for.
 */
const FAST = sql`(SELECT set_config('synchronous_commit', 'off', true)) AS fast`;

/**
 * The statements that share the vendor's limit out, first come, first served: callers queue for the row's lock, and
 * the clock is read under it. A permit that is refused changes nothing.
 */
@Injectable()
export class RateLimitStore {
  constructor(private readonly sql: SqlClient) {}

  /** Stores a limit in one statement, whichever process is first. A limit that was changed keeps the newest permits. */
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
        spacing_ms = EXCLUDED.spacing_ms
      WHERE (q.per_second, q.window_ms) <> (EXCLUDED.per_second, EXCLUDED.window_ms)`);
  }

  /**
   * Takes the next free permit. Gives nothing, and changes nothing, where it lies further ahead than the caller can
   * wait, or no limit is stored. One statement: the row is locked for no longer than the permit takes to be found.
   *
   * @param background for work in the background: it takes what others leave, and one permit a second beyond that
   */
  async acquire(key: RateLimitKey, background: boolean, longestWaitMs: number): Promise<Permit | undefined> {
    const isBackground = sql`${background}::boolean`;
    const hadOne = sql`${isBackground} AND background_at > ${NOW} - interval '1 second'`;
    return this.sql.one(sql`WITH taken AS (
        UPDATE ${this.sql.rateLimits} SET
          permits = permits[2:] || ${NEXT},
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
   * Moves a permit that its caller missed to where a call that goes out now is late by no more than is tolerated.
   * Others keep theirs: none has got one yet that counts on this one to be a window old, as long as it is among the
   * last `perSecond`. One statement: it is found and replaced under the row's lock.
   *
   * @returns whether that was possible; not where the permit is void, or still to come
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
   * Reads how far ahead the next free permit lies, in milliseconds; takes nothing and waits for no lock. Gives nothing
   * where no limit is stored.
   */
  async waitMs(key: RateLimitKey): Promise<number | undefined> {
    const row = await this.sql.one<{ waitMs: number }>(sql`
      SELECT ${milliseconds(sql`${NEXT} - ${NOW}`)} AS "waitMs" FROM ${this.sql.rateLimits} WHERE ${isOf(key)}`);
    return row?.waitMs;
  }

  /** Reads how much of the limits is in use, of all operations in one statement. */
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

  /** Reads whether permits that were given at that time have become void since. */
  async isRevoked(key: RateLimitKey, givenAt: Date): Promise<boolean> {
    const row = await this.sql.one(sql`
      SELECT FROM ${this.sql.rateLimits} WHERE ${isOf(key)} AND slowed_at >= ${givenAt}`);
    return row !== undefined;
  }

  /**
   * The vendor refused a call: slows every caller down, a little at the first in a window, and more when there are many.
   * Permits in the future are then revoked: they were issued too fast. One statement: refusals are
   * counted under the row's lock.
   *
   * @returns whether this call did either
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
