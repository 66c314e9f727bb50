import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { Connections, disconnect } from './connections.js';
import { ID_VERIFICATION_DATA_SOURCE, poolSize, tableOf } from './data-source.js';
import { DeliveryEntity } from './delivery.entity.js';
import { ErasureEntity } from './erasure.entity.js';
import { HandlerEntity } from './handler.entity.js';
import { RateLimitEntity } from './rate-limit.entity.js';
import { VerificationEntity } from './verification.entity.js';
import { Parameter, sql, type Sql, type SqlValue } from './sql.js';
import { OWN_TYPES } from './sql-types.js';
import { IdVerificationStorageError, isConflict, isReadOnly } from './storage.error.js';

/** A test's clock; null in production. */
const INJECTED_TIME = new Parameter(null);

/**
 * The current time: a test's clock or the database's. Evaluated in place, so that under a row's lock it is later than
 * the start of the statement.
 */
export const CURRENT_TIME = sql`coalesce(${INJECTED_TIME}::timestamptz, clock_timestamp())`;

/** The common table expression with the time of a statement: `now` from `clock`. */
export const CLOCK = sql`clock AS MATERIALIZED (SELECT ${CURRENT_TIME} AS now)`;

/**
 * The time of {@link CLOCK} in a condition. The planner takes it for a constant that an index can search for; compared
 * with a joined `clock.now`, every row would be read and filtered.
 */
export const NOW = sql`(SELECT now FROM clock)`;

/** An interval as a number of milliseconds. */
export function milliseconds(interval: Sql): Sql {
  return sql`(extract(epoch FROM ${interval}) * 1000)::float8`;
}

/** A statement for the driver. */
interface Statement {
  readonly text: string;
  readonly values: SqlValue[];
  /** The name of a prepared statement. */
  readonly name?: string;
}

/** The features of the PostgreSQL driver that TypeORM does not pass on: types and names of statements. */
interface PostgresClient {
  query<Row>(statement: Statement & { types: typeof OWN_TYPES }): Promise<{ rows: Row[] }>;
}

/** The most attempts of a statement that conflicts with others or reaches a read-only server. */
const MAX_ATTEMPTS = 5;

const COMMIT: Statement = { text: 'COMMIT', values: [] };
const ROLLBACK: Statement = { text: 'ROLLBACK', values: [] };

/**
 * Runs the statements of the stores, at READ COMMITTED and independently of the settings of session, role and process,
 * which host and pooler may have changed.
 */
@Injectable()
export class SqlClient {
  readonly instance: Parameter;
  /**
   * Whether the default isolation level is stricter than READ COMMITTED. There a statement fails if a concurrent one
   * was faster; in its own database transaction at READ COMMITTED it waits instead.
   */
  isStricter = false;
  private readonly connections: Connections;
  private readonly limitMs: number;
  private readonly prepared: boolean;
  private readonly names = new Map<string, string>();
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
    this.connections = new Connections(dataSource, options.statementTimeoutMs);
    this.limitMs = options.statementTimeoutMs;
    this.prepared = options.preparedStatements;
    this.verifications = tableOf(dataSource, VerificationEntity);
    this.handlers = tableOf(dataSource, HandlerEntity);
    this.deliveries = tableOf(dataSource, DeliveryEntity);
    this.erasures = tableOf(dataSource, ErasureEntity);
    this.rateLimits = tableOf(dataSource, RateLimitEntity);
  }

  /** The size of the connection pool. */
  get poolSize(): number {
    return poolSize(this.dataSource);
  }

  /**
   * Runs one statement and returns its rows. It is retried after a conflict.
   *
   * @param runner of the database transaction that the statement belongs to; the transaction is retried as a whole
   * @throws IdVerificationStorageError instead of the driver's error, which contains the statement's values
   */
  async run<Row>(fragment: Sql, runner?: QueryRunner): Promise<Row[]> {
    const { text, values } = fragment.render(new Map([[INJECTED_TIME, this.clock.databaseNow()]]));
    const statement = this.prepared ? { text, values, name: this.nameOf(text) } : { text, values };
    if (runner !== undefined) return this.execute(runner, statement);
    return this.repeated((isRepetition) =>
      this.connections.use((own) =>
        this.isStricter || isRepetition
          ? this.readCommitted(own, () => this.execute<Row>(own, statement))
          : this.execute(own, statement),
      ),
    );
  }

  /** @throws IdVerificationStorageError like a writing statement, if the server is read-only */
  async writable(): Promise<void> {
    const statement = sql`
      SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS "isReadOnly"`.render();
    await this.connections.use(async (runner) => {
      const [row] = await this.execute<{ isReadOnly: boolean }>(runner, statement);
      if (row?.isReadOnly !== false) throw new IdVerificationStorageError(new ReadOnlyServer());
    });
  }

  /**
   * Runs the library's statements in one database transaction, which is retried as a whole after a conflict. The host's
   * subscribers are not called: what they throw cannot fail it.
   */
  async atomically<Result>(work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
    return this.repeated(() =>
      this.connections.use((runner) => this.readCommitted(runner, () => work(runner))),
    );
  }

  /** Retries work after a conflict or on a read-only server: none of it was executed. */
  async repeated<Result>(work: (isRepetition: boolean) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(attempt > 1);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !(isConflict(error) || (isReadOnly(error) && attempt === 1))) {
          throw error;
        }
      }
    }
  }

  /** Runs work in its own database transaction, without the role's lock timeout. */
  private async readCommitted<Result>(runner: QueryRunner, work: () => Promise<Result>): Promise<Result> {
    await this.execute(runner, {
      text: `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = ${this.limitMs}`,
      values: [],
    });
    try {
      const result = await work();
      await this.execute(runner, COMMIT);
      return result;
    } catch (error) {
      if (!this.connections.isGone(runner))
        await this.execute(runner, ROLLBACK).catch(() => disconnect(runner));
      throw error;
    }
  }

  private async execute<Row>(runner: QueryRunner, statement: Statement): Promise<Row[]> {
    try {
      return await this.connections.withinLimit(runner, this.query<Row>(runner, statement));
    } catch (error) {
      throw new IdVerificationStorageError(error);
    }
  }

  /** Queries without TypeORM's subscribers: those of the host must not make our statements fail. */
  private async query<Row>(runner: QueryRunner, statement: Statement): Promise<Row[]> {
    const { text, values } = statement;
    const client: PostgresClient = await runner.connect();
    const { logger, options } = this.dataSource;
    logger.logQuery(text, values, runner);
    const startedAt = performance.now();
    try {
      return (await client.query<Row>({ ...statement, types: OWN_TYPES })).rows;
    } catch (error) {
      if (error instanceof Error) logger.logQueryError(error, text, values, runner);
      throw error;
    } finally {
      const tookMs = performance.now() - startedAt;
      if (tookMs > (options.maxQueryExecutionTime ?? Infinity)) {
        logger.logQuerySlow(tookMs, text, values, runner);
      }
    }
  }

  /** A name that is the same in every process: a pooler may share a connection between processes. */
  private nameOf(text: string): string {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const name = `idv_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    this.names.set(text, name);
    return name;
  }

  /** {@link run} for a statement of at most one row. */
  async one<Row>(statement: Sql): Promise<Row | undefined> {
    const [row] = await this.run<Row>(statement);
    return row;
  }

  /**
   * Runs the host's work in its own database transaction, on one connection, visible to the host's subscribers.
   *
   * @param work may abandon the database transaction by the session's `pg_backend_pid()`: the session is terminated
   * @throws what `work` or a subscriber throws; IdVerificationStorageError in place of the driver's error of the
   *   transaction's own statements
   */
  async inTransaction<Result>(
    work: (runner: QueryRunner, abandon: (processId: number) => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    return this.connections.use(async (runner) => {
      try {
        await this.ofTransaction(runner, runner.startTransaction('READ COMMITTED'));
        const result = await work(runner, (processId) => this.endSession(runner, processId));
        if (!this.connections.isGone(runner)) await this.ofTransaction(runner, runner.commitTransaction());
        return result;
      } catch (error) {
        if (runner.isTransactionActive && !this.connections.isGone(runner)) {
          await this.connections.withinLimit(runner, runner.rollbackTransaction()).catch(() => undefined);
        }
        throw error;
      } finally {
        // The work may have left a savepoint open; a connection with an open transaction must not return to the pool.
        if (runner.isTransactionActive && !this.connections.isGone(runner)) await disconnect(runner);
      }
    });
  }

  private async ofTransaction(runner: QueryRunner, statement: Promise<void>): Promise<void> {
    try {
      await this.connections.withinLimit(runner, statement);
    } catch (error) {
      throw error instanceof QueryFailedError ? new IdVerificationStorageError(error) : error;
    }
  }

  private async endSession(runner: QueryRunner, processId: number): Promise<void> {
    await disconnect(runner);
    // A running statement would continue in the server and keep its locks.
    await this.run(sql`SELECT pg_terminate_backend(${processId}, 5000)`).catch(() => undefined);
  }
}

/** Named like PostgreSQL's error for a write on a read-only server. */
class ReadOnlyServer extends Error {
  readonly code = '25006';
}
