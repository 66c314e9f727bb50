import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { ID_VERIFICATION_DATA_SOURCE, poolSize, tableOf } from './data-source.js';
import { Parameter, sql, type Sql } from './sql.js';
import { IdVerificationStorageError } from './storage.error.js';

/** A test's clock; null in production. */
const INJECTED_TIME = new Parameter(null);

/**
 * A test's clock or the database's: one expression in every statement. Read where it stands; under a row's lock that
 * is later than the statement's begin.
 */
export const CURRENT_TIME = sql`coalesce(${INJECTED_TIME}::timestamptz, clock_timestamp())`;

/** The common table expression that gives a statement one time, `now` from `clock`, wherever it needs it. */
export const CLOCK = sql`clock AS MATERIALIZED (SELECT ${CURRENT_TIME} AS now)`;

/** An interval as a number of milliseconds. */
export function milliseconds(interval: Sql): Sql {
  return sql`(extract(epoch FROM ${interval}) * 1000)::float8`;
}

/** What PostgreSQL's driver does with a statement that has a name. */
interface PostgresClient {
  query<Row>(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: Row[] }>;
}

/** Runs the statements of the stores. */
@Injectable()
export class SqlClient {
  readonly instance: Parameter;
  private readonly limitMs: number;
  private readonly prepared: boolean;
  private readonly names = new Map<string, string>();
  /** Those whose connection is ended as soon as they have one: {@link disconnect} gives its place in the pool back. */
  private readonly givenUp = new WeakSet<QueryRunner>();
  /** How many connections there are for everything. */
  readonly poolSize: number;
  readonly verifications: Sql;
  readonly handlers: Sql;
  readonly deliveries: Sql;
  readonly erasures: Sql;
  readonly rateLimits: Sql;

  constructor(
    @Inject(ID_VERIFICATION_DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.instance = new Parameter(options.instance);
    this.limitMs = options.statementTimeoutMs;
    this.prepared = options.preparedStatements;
    this.poolSize = poolSize(dataSource);
    this.verifications = tableOf(dataSource, 'id_verification');
    this.handlers = tableOf(dataSource, 'id_verification_handler');
    this.deliveries = tableOf(dataSource, 'id_verification_delivery');
    this.erasures = tableOf(dataSource, 'id_verification_erasure');
    this.rateLimits = tableOf(dataSource, 'id_verification_rate_limit');
  }

  /**
   * Runs one statement and gives its rows.
   *
   * @throws IdVerificationStorageError in place of the driver's error, which holds the statement's values
   */
  async run<Row>(statement: Sql, runner?: QueryRunner): Promise<Row[]> {
    const { text, values } = statement.render(new Map([[INJECTED_TIME, this.clock.databaseNow()]]));
    const connection = runner ?? this.dataSource.createQueryRunner();
    try {
      return await this.withinLimit(connection, this.query<Row>(connection, text, values));
    } catch (error) {
      throw new IdVerificationStorageError(error);
    } finally {
      if (runner === undefined && !this.isGone(connection)) await connection.release();
    }
  }

  private async query<Row>(connection: QueryRunner, text: string, values: unknown[]): Promise<Row[]> {
    if (!this.prepared) return (await connection.query(text, values, true)).records;
    // TypeORM passes no names on; what its own way does besides is to call its logger.
    const client: PostgresClient = await connection.connect();
    const { logger } = this.dataSource;
    logger.logQuery(text, values, connection);
    try {
      return (await client.query<Row>({ name: this.nameOf(text), text, values })).rows;
    } catch (error) {
      if (error instanceof Error) logger.logQueryError(error, text, values, connection);
      throw error;
    }
  }

  /** The same in every process: a pooler may show one connection to several. */
  private nameOf(text: string): string {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const name = `idv_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    this.names.set(text, name);
    return name;
  }

  /**
   * Real time, which no injected clock can hurry: a server that is gone without a word would keep its caller for ever.
   * The connection is ended; its statement may have been executed.
   */
  private async withinLimit<Result>(connection: QueryRunner, work: Promise<Result>): Promise<Result> {
    const giveUp = async (): Promise<never> => {
      this.givenUp.add(connection);
      await Promise.race([disconnect(connection), nextTurn()]);
      throw new StatementTimeout();
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        timer = setTimeout(() => giveUp().catch(reject), this.limitMs);
        work.then(resolve, reject);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** As {@link run}, for a statement that touches one row at most. */
  async one<Row>(statement: Sql): Promise<Row | undefined> {
    const [row] = await this.run<Row>(statement);
    return row;
  }

  /**
   * Runs work in a transaction of its own, on one connection.
   *
   * @param work may abandon the transaction, given the session's `pg_backend_pid()`: the session is ended in the
   *   middle of whatever it does
   */
  async inTransaction<Result>(
    work: (runner: QueryRunner, abandon: (processId: number) => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await this.withinLimit(runner, runner.startTransaction());
      const result = await work(runner, (processId) => this.endSession(runner, processId));
      if (!this.isGone(runner)) await this.withinLimit(runner, runner.commitTransaction());
      return result;
    } catch (error) {
      if (runner.isTransactionActive && !this.isGone(runner)) {
        await this.withinLimit(runner, runner.rollbackTransaction()).catch(() => undefined);
      }
      throw error;
    } finally {
      // Work that left a savepoint open, for example; an open transaction must not go back into the pool.
      if (runner.isTransactionActive && !this.isGone(runner)) await disconnect(runner);
      if (!this.isGone(runner)) await runner.release();
    }
  }

  private isGone(runner: QueryRunner): boolean {
    return runner.isReleased || this.givenUp.has(runner);
  }

  private async endSession(runner: QueryRunner, processId: number): Promise<void> {
    await disconnect(runner);
    // A statement that is under way would go on in the server and hold its locks.
    await this.run(sql`SELECT pg_terminate_backend(${processId}, 5000)`).catch(() => undefined);
  }
}

/** Named like a connection's own timeout, which it is to its caller. */
class StatementTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

async function disconnect(runner: QueryRunner): Promise<void> {
  const connection: { end(): Promise<void> } = await runner.connect();
  // Not waited for: the socket closes, and the pool has its place back.
  connection.end().catch(() => undefined);
  await runner.release();
}
