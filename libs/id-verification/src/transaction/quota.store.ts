import { Injectable } from '@nestjs/common';
import { CURRENT_TIME as NOW, Statements } from './statements.js';

/** Whose calls of what are limited. */
export interface QuotaKey {
  readonly account: string;
  readonly endpoint: string;
  readonly operation: string;
}

export interface QuotaLimit {
  readonly perSecond: number;
  /** A second, and the guard for jitter on the way to the vendor, in milliseconds. */
  readonly windowMs: number;
}

/** A moment at which one call may go out, or the refusal to wait for it. */
export interface Moment {
  readonly granted: boolean;
  /** From now until the moment in milliseconds; where it is refused, until everybody who queues now has had one. */
  readonly waitMs: number;
  /** When it was given, by the database's clock. */
  readonly givenAt: Date;
}

/** How much of an operation's limit all processes of the account use now. */
export interface QuotaUsage {
  readonly operation: string;
  readonly perSecond: number;
  /** Moments in the last second. */
  readonly used: number;
  /** Moments that are waited for. */
  readonly waiting: number;
  readonly slowedDown: boolean;
  /** What goes out at most in a second now. */
  readonly pacePerSecond: number;
}

/** The share of the places that background work leaves to those whom somebody waits for. */
const RESERVE = 'per_second / 5';

/** What a refusal by the vendor adds to the time between two calls. */
const SLOW_DOWN = 1.25;

/** What every call that goes out takes off it again: half as slow after 350 calls. */
const RECOVERY = 0.998;

/** A slow-down is forgotten after so long without another one. */
const FORGOTTEN = `interval '5 minutes'`;

const WINDOW = `window_ms * interval '1 ms'`;

/** The time between two calls when nobody else uses the account. */
const FULL_SPEED = 'window_ms::float8 / per_second';

const LAST = 'granted[per_second]';

/**
 * The next free moment: no more than `perSecond` of them in any window, evenly spaced behind those who queue already.
 * Bursts behind a queue would leave parts of a second unused, and run into whoever shares the account.
 */
const NEXT = `greatest(${NOW}, granted[1] + ${WINDOW},
  CASE WHEN ${LAST} > ${NOW} OR spacing_ms > ${FULL_SPEED} THEN ${LAST} + spacing_ms * interval '1 ms' END)`;

/** Background work has had a moment within this second, and takes only what nobody else wants. */
const LEFTOVERS = `$5 AND background_at > ${NOW} - interval '1 second'`;

const FREE_NOW = `granted[1 + ${RESERVE}] + ${WINDOW} <= ${NOW} AND ${NEXT} <= ${NOW}`;

const KEY = 'account = $2 AND endpoint = $3 AND operation = $4';

/**
 * The statements that share the vendor's limit out, first come, first served: callers queue for the row's lock, and
 * the clock is read under it. A moment that is refused changes nothing.
 */
@Injectable()
export class QuotaStore {
  constructor(private readonly statements: Statements) {}

  /** Puts a limit on record. A limit that was changed keeps the newest moments. */
  async ensure(key: QuotaKey, { perSecond, windowMs }: QuotaLimit): Promise<void> {
    const { quotas } = this.statements;
    await this.statements.run(
      {
        sql: `INSERT INTO ${quotas} AS q (account, endpoint, operation, per_second, window_ms, granted, spacing_ms)
          VALUES ($2, $3, $4, $5::int, $6::int, array_fill('-infinity'::timestamptz, ARRAY[$5::int]), $6::float8 / $5)
          ON CONFLICT (account, endpoint, operation) DO UPDATE SET
            per_second = EXCLUDED.per_second, window_ms = EXCLUDED.window_ms,
            granted = (EXCLUDED.granted || q.granted)[cardinality(q.granted) + 1:],
            spacing_ms = EXCLUDED.spacing_ms
          WHERE (q.per_second, q.window_ms) <> (EXCLUDED.per_second, EXCLUDED.window_ms)`,
      },
      [...values(key), perSecond, windowMs],
    );
  }

  /**
   * Takes the next free moment, unless it lies further ahead than the caller can wait. Gives nothing where no limit is
   * on record.
   *
   * @param background for work that nobody waits for: it takes what others leave, and one moment a second beyond that
   */
  async take(key: QuotaKey, background: boolean, longestWaitMs: number): Promise<Moment | undefined> {
    const { quotas } = this.statements;
    return this.statements.one<Moment>(
      {
        // A moment that a crash of the server forgets was used by nobody: it is not worth waiting for the disk.
        with: `taken AS (
          UPDATE ${quotas} SET
            granted = granted[2:] || ${NEXT},
            background_at = CASE WHEN $5 THEN ${NOW} ELSE background_at END,
            spacing_ms = CASE WHEN slowed_at > ${NOW} - ${FORGOTTEN}
              THEN greatest(spacing_ms * ${RECOVERY}, ${FULL_SPEED}) ELSE ${FULL_SPEED} END
          FROM (SELECT set_config('synchronous_commit', 'off', true)) AS fast
          WHERE ${KEY} AND CASE WHEN ${LEFTOVERS} THEN ${FREE_NOW} ELSE ${NEXT} <= ${NOW} + $6 * interval '1 ms' END
          RETURNING ${LAST} AS moment, ${NOW} AS now)`,
        sql: `SELECT true AS granted, ${milliseconds('moment - now')} AS "waitMs", now AS "givenAt" FROM taken
          UNION ALL
          SELECT false, ${milliseconds(`${NEXT} - ${NOW}`)}, ${NOW} FROM ${quotas}
          WHERE ${KEY} AND NOT EXISTS (SELECT FROM taken)`,
      },
      [...values(key), background, longestWaitMs],
    );
  }

  /** How much of the limits is in use, by operation. */
  async usage(account: string, endpoint: string): Promise<QuotaUsage[]> {
    const slowed = `slowed_at > now - ${FORGOTTEN} AND spacing_ms > ${FULL_SPEED}`;
    return this.statements.run<QuotaUsage>(
      {
        sql: `SELECT operation, per_second AS "perSecond",
            (SELECT count(*)::int FROM unnest(granted) AS moment
              WHERE moment > now - interval '1 second' AND moment <= now) AS used,
            (SELECT count(*)::int FROM unnest(granted) AS moment WHERE moment > now) AS waiting,
            coalesce(${slowed}, false) AS "slowedDown",
            CASE WHEN ${slowed} THEN 1000 / spacing_ms ELSE per_second END AS "pacePerSecond"
          FROM ${this.statements.quotas}, clock WHERE account = $2 AND endpoint = $3 ORDER BY operation`,
      },
      [account, endpoint],
    );
  }

  /** Whether moments that were given at that time have become void since. */
  async isVoid(key: QuotaKey, givenAt: Date): Promise<boolean> {
    const row = await this.statements.one(
      { sql: `SELECT FROM ${this.statements.quotas} WHERE ${KEY} AND slowed_at >= $5` },
      [...values(key), givenAt],
    );
    return row !== undefined;
  }

  /**
   * Slows everybody down, once in a window however many calls the vendor refused in it. Moments that are still waited
   * for become void: they were given out too fast.
   *
   * @returns whether this call did it
   */
  async slowDown(key: QuotaKey): Promise<boolean> {
    const row = await this.statements.one(
      {
        sql: `UPDATE ${this.statements.quotas} SET
            spacing_ms = least(greatest(spacing_ms, ${FULL_SPEED}) * ${SLOW_DOWN}, 10 * window_ms),
            granted = ARRAY(SELECT least(moment, ${NOW}) FROM unnest(granted) AS moment),
            slowed_at = ${NOW}
          WHERE ${KEY} AND coalesce(slowed_at <= ${NOW} - ${WINDOW}, true)
          RETURNING slowed_at`,
      },
      values(key),
    );
    return row !== undefined;
  }
}

function values({ account, endpoint, operation }: QuotaKey): string[] {
  return [account, endpoint, operation];
}

function milliseconds(interval: string): string {
  return `(extract(epoch FROM ${interval}) * 1000)::float8`;
}
