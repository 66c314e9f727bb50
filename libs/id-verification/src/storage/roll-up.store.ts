import { Injectable } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';
import { sql } from './sql.js';
import { CLOCK, SqlClient } from './sql.client.js';
import { time } from './sql-types.js';
import { SECONDS_TO_VERDICT } from './statistics.store.js';

/**
 * How long after its end an hour is counted at the earliest, in milliseconds: by then the statements that insert into
 * it have ended, and most of its verifications have.
 */
const AFTER_MS = 3_600_000;

/** Rows whose status may still change, or whose drop-off reason is still to be read from the vendor's log. */
const MAY_CHANGE = sql`(status IN ('INITIALIZING', 'PENDING') OR status = 'EXPIRED' AND next_follow_up_at IS NOT NULL)`;

/**
 * The statements that roll statistics up. Whatever runs at the same time, a roll-up that has no change is right: the
 * statement that deletes a verification also inserts a change, and the statement that counts an hour deletes exactly the
 * changes that it sees, whose verifications it does not count.
 */
@Injectable()
export class RollUpStore {
  constructor(private readonly sql: SqlClient) {}

  /**
   * Counts the oldest hours that are new or have changed, and the days that they complete. An hour with a verification
   * that may still change is left for later.
   *
   * @param limit the most new and the most changed hours
   * @returns the number of hours that were counted; 0 also while another process counts
   */
  async rollUp(limit: number): Promise<number> {
    return this.sql.atomically(async (runner) => {
      if (!(await this.lock(runner))) return 0;
      const hours = await this.rollUpHours(limit, runner);
      if (hours.length > 0) await this.rollUpDays(hours, runner);
      return hours.length;
    });
  }

  /**
   * Lets one process roll up at a time; the others need not wait for what it does. The statement after it sees what the
   * previous process wrote: with an older snapshot it would count verifications whose changes that process has deleted.
   * The planner knows nothing of the hours and expects so many rows that compiling the statement would take most of its
   * time.
   */
  private async lock(runner: QueryRunner): Promise<boolean> {
    const name = `${String(this.sql.instance.value)}/roll_up`;
    const [row] = await this.sql.run<{ isLocked: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS "isLocked", set_config('jit', 'off', true)`,
      runner,
    );
    return row?.isLocked === true;
  }

  /** A changed hour without verifications loses its roll-up; reading it costs nothing. */
  private async rollUpHours(limit: number, runner: QueryRunner): Promise<Date[]> {
    const { verifications, rollUps, rollUpChanges, instance } = this.sql;
    const rows = await this.sql.run<{ hour: Date }>(
      sql`WITH ${CLOCK},
      closed AS MATERIALIZED (
        SELECT date_trunc('hour', now - ${AFTER_MS} * interval '1 ms', 'UTC') AS at FROM clock),
      changed AS MATERIALIZED (
        SELECT DISTINCT date_trunc('hour', created_at, 'UTC') AS hour FROM ${rollUpChanges}
        WHERE instance = ${instance} AND created_at < (SELECT at FROM closed) ORDER BY 1 LIMIT ${limit}),
      fresh AS MATERIALIZED (
        SELECT hour FROM generate_series(
          coalesce(
            (SELECT max(starts_at) + interval '1 hour' FROM ${rollUps} WHERE instance = ${instance} AND bucket = 'hour'),
            (SELECT date_trunc('hour', min(created_at), 'UTC') FROM ${verifications} WHERE instance = ${instance})),
          (SELECT at - interval '1 hour' FROM closed), interval '1 hour') AS hour LIMIT ${limit}),
      wanted AS MATERIALIZED (SELECT hour FROM changed UNION SELECT hour FROM fresh),
      made AS MATERIALIZED (
        SELECT hour, status, reason, drop_off_reason, drop_off_page, ${SECONDS_TO_VERDICT} AS seconds,
          count(*)::int AS count, bool_or(${MAY_CHANGE}) AS may_change
        FROM wanted JOIN ${verifications} AS t
          ON t.instance = ${instance} AND t.created_at >= hour AND t.created_at < hour + interval '1 hour'
        GROUP BY 1, 2, 3, 4, 5, 6),
      counted AS MATERIALIZED (SELECT hour FROM wanted EXCEPT SELECT hour FROM made WHERE may_change),
      stored AS MATERIALIZED (
        SELECT hour FROM counted WHERE hour IN (SELECT hour FROM made) OR hour NOT IN (SELECT hour FROM changed)),
      counts AS (
        SELECT hour, jsonb_agg(jsonb_build_array(status, reason, drop_off_reason, drop_off_page, count)) AS entries FROM (
          SELECT hour, status, reason, drop_off_reason, drop_off_page, sum(count) AS count
          FROM made GROUP BY 1, 2, 3, 4, 5) AS groups
        GROUP BY hour),
      seconds AS (
        SELECT hour, jsonb_agg(jsonb_build_array(seconds, count)) AS entries FROM (
          SELECT hour, seconds, sum(count) AS count FROM made WHERE seconds IS NOT NULL GROUP BY 1, 2) AS groups
        GROUP BY hour),
      written AS (
        INSERT INTO ${rollUps} (instance, bucket, starts_at, counts, seconds)
        SELECT ${instance}, 'hour', hour, coalesce(counts.entries, '[]'), coalesce(seconds.entries, '[]')
        FROM stored LEFT JOIN counts USING (hour) LEFT JOIN seconds USING (hour)
        ON CONFLICT (instance, bucket, starts_at) DO UPDATE SET counts = EXCLUDED.counts, seconds = EXCLUDED.seconds),
      dropped AS (
        DELETE FROM ${rollUps} WHERE instance = ${instance}
          AND (bucket = 'hour' AND starts_at IN (SELECT hour FROM changed EXCEPT SELECT hour FROM stored)
            OR bucket = 'day' AND starts_at IN (SELECT date_trunc('day', hour, 'UTC') FROM changed))),
      applied AS (
        DELETE FROM ${rollUpChanges} AS c USING counted WHERE c.instance = ${instance}
          AND c.created_at >= hour AND c.created_at < hour + interval '1 hour'),
      postponed AS (
        INSERT INTO ${rollUpChanges} (instance, created_at)
        SELECT ${instance}, hour FROM (
          SELECT hour FROM fresh EXCEPT SELECT hour FROM counted EXCEPT SELECT hour FROM changed) AS open)
      SELECT ${time(sql`hour`)} AS hour FROM counted`,
      runner,
    );
    return rows.map(({ hour }) => hour);
  }

  private async rollUpDays(hours: readonly Date[], runner: QueryRunner): Promise<void> {
    const { rollUps, instance } = this.sql;
    const isOfDay = sql`r.instance = ${instance} AND r.bucket = 'hour' AND r.starts_at >= day
      AND r.starts_at < day + interval '24 hours'`;
    await this.sql.run(
      sql`WITH days AS MATERIALIZED (
        SELECT day FROM (
          SELECT DISTINCT date_trunc('day', hour, 'UTC') AS day
          FROM unnest(${hours.map((hour) => hour.toISOString())}::timestamptz[]) AS hour) AS touched
        WHERE (SELECT count(*) FROM ${rollUps} AS r WHERE ${isOfDay}) = 24),
      counts AS (
        SELECT day, jsonb_agg(jsonb_build_array(status, reason, drop_off_reason, drop_off_page, count)) AS entries FROM (
          SELECT day, entry->0 AS status, entry->1 AS reason, entry->2 AS drop_off_reason,
            entry->3 AS drop_off_page, sum((entry->4)::int) AS count
          FROM days JOIN ${rollUps} AS r ON ${isOfDay}, jsonb_array_elements(counts) AS entry
          GROUP BY 1, 2, 3, 4, 5) AS groups
        GROUP BY day),
      seconds AS (
        SELECT day, jsonb_agg(jsonb_build_array(seconds, count)) AS entries FROM (
          SELECT day, entry->0 AS seconds, sum((entry->1)::int) AS count
          FROM days JOIN ${rollUps} AS r ON ${isOfDay}, jsonb_array_elements(r.seconds) AS entry GROUP BY 1, 2) AS groups
        GROUP BY day)
      INSERT INTO ${rollUps} (instance, bucket, starts_at, counts, seconds)
      SELECT ${instance}, 'day', day, coalesce(counts.entries, '[]'), coalesce(seconds.entries, '[]')
      FROM days LEFT JOIN counts USING (day) LEFT JOIN seconds USING (day)
      ON CONFLICT (instance, bucket, starts_at) DO UPDATE SET counts = EXCLUDED.counts, seconds = EXCLUDED.seconds`,
      runner,
    );
  }
}
