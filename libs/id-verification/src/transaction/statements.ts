import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { ID_VERIFICATION_CLOCK, type Clock } from '../clock/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';
import { ID_VERIFICATION_DATA_SOURCE } from './data-source.provider.js';
import { poolSize } from './pool-size.js';
import { IdVerificationStorageError } from './storage.error.js';
import { tablePath } from './table-path.js';

/**
 * A test's clock or the database's: one expression in every statement, its parameter null in production. Read where it
 * stands; under a row's lock that is later than the statement's begin.
 */
export const CURRENT_TIME = 'coalesce($1::timestamptz, clock_timestamp())';

/** An interval as a number of milliseconds. */
export function milliseconds(interval: string): string {
  return `(extract(epoch FROM ${interval}) * 1000)::float8`;
}

/** One time for a whole statement. */
const CLOCK = `clock AS MATERIALIZED (SELECT ${CURRENT_TIME} AS now)`;

/** What PostgreSQL's driver does with a statement that has a name. */
interface PostgresClient {
  query<Row>(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: Row[] }>;
}

/** Runs the statements of the stores. */
@Injectable()
export class Statements {
  readonly instance: string;
  private readonly limitMs: number;
  private readonly prepared: boolean;
  private readonly names = new Map<string, string>();
  /** Those whose connection is ended as soon as they have one: {@link disconnect} gives its place in the pool back. */
  private readonly givenUp = new WeakSet<QueryRunner>();
  /** How many connections there are for everything. */
  readonly poolSize: number;
  readonly transactions: string;
  readonly handlers: string;
  readonly deliveries: string;
  readonly erasures: string;
  readonly quotas: string;

  constructor(
    @Inject(ID_VERIFICATION_DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.instance = options.instance;
    this.limitMs = options.statementTimeoutMs;
    this.prepared = options.preparedStatements;
    this.poolSize = poolSize(dataSource);
    this.transactions = tablePath(dataSource, 'id_verification_transaction');
    this.handlers = tablePath(dataSource, 'id_verification_handler');
    this.deliveries = tablePath(dataSource, 'id_verification_delivery');
    this.erasures = tablePath(dataSource, 'id_verification_erasure');
    this.quotas = tablePath(dataSource, 'id_verification_quota');
  }

  /**
   * Runs one statement and gives its rows. `WITH clock` stands in front of it, so that it can use `now` from
   * `clock`; its own parameters begin with `$2`.
   *
   * @param statement `with` holds further common table expressions
   * @throws IdVerificationStorageError in place of the driver's error, which holds the statement's values
   */
  async run<Row>(
    statement: { with?: string; sql: string },
    parameters: readonly unknown[],
    runner?: QueryRunner,
  ): Promise<Row[]> {
    const sql = `WITH ${[CLOCK, statement.with].filter(Boolean).join(', ')} ${statement.sql}`;
    const connection = runner ?? this.dataSource.createQueryRunner();
    try {
      const values = [this.clock.databaseNow(), ...parameters];
      return await this.withinLimit(connection, this.query<Row>(connection, sql, values));
    } catch (error) {
      throw new IdVerificationStorageError(error);
    } finally {
      if (runner === undefined && !this.isGone(connection)) await connection.release();
    }
  }

  private async query<Row>(connection: QueryRunner, sql: string, values: unknown[]): Promise<Row[]> {
    if (!this.prepared) return (await connection.query(sql, values, true)).records;
    // TypeORM passes no names on; what its own way does besides is to tell its logger.
    const client: PostgresClient = await connection.connect();
    const { logger } = this.dataSource;
    logger.logQuery(sql, values, connection);
    try {
      return (await client.query<Row>({ name: this.nameOf(sql), text: sql, values })).rows;
    } catch (error) {
      if (error instanceof Error) logger.logQueryError(error, sql, values, connection);
      throw error;
    }
  }

  /** The same in every process: a pooler may show one connection to several. */
  private nameOf(sql: string): string {
    const known = this.names.get(sql);
    if (known !== undefined) return known;
    const name = `idv_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`;
    this.names.set(sql, name);
    return name;
  }

  /**
   * Real time, which no injected clock can hurry: a server that is gone without a word would keep its caller for ever.
   * The connection is ended; what it was asked may have been done.
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
  async one<Row>(
    statement: { with?: string; sql: string },
    parameters: readonly unknown[],
  ): Promise<Row | undefined> {
    const [row] = await this.run<Row>(statement, parameters);
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
    await this.dataSource.query('SELECT pg_terminate_backend($1, 5000)', [processId]).catch(() => undefined);
  }
}

/** Named like a connection's own time-out, which it is to whoever waits. */
class StatementTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

async function disconnect(runner: QueryRunner): Promise<void> {
  const connection: { end(): Promise<void> } = await runner.connect();
  // Not waited for: the socket closes, and the pool has its place back.
  connection.end().catch(() => undefined);
  await runner.release();
}
