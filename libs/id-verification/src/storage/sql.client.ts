import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
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

/** A statement as the driver takes it. */
interface Statement {
  readonly text: string;
  readonly values: SqlValue[];
  /** Of one that stays prepared on its connection. */
  readonly name?: string;
}

/** What PostgreSQL's driver does and TypeORM does not pass on: types and names of statements. */
interface PostgresClient {
  query<Row>(statement: Statement & { types: typeof OWN_TYPES }): Promise<{ rows: Row[] }>;
}

/** How often a statement is run at most that conflicts with others, or reaches a server that takes no writes. */
const MAX_ATTEMPTS = 5;

const COMMIT: Statement = { text: 'COMMIT', values: [] };
const ROLLBACK: Statement = { text: 'ROLLBACK', values: [] };

/**
 * Runs the statements of the stores. They are written for READ COMMITTED and depend on no setting of the session, the
 * role or the process: host and pooler may have set any.
 */
@Injectable()
export class SqlClient {
  readonly instance: Parameter;
  /**
   * Whether the default isolation level is stricter than READ COMMITTED. A single statement is right at any level, and
   * fails where another one was faster; within a database transaction of its own at READ COMMITTED it waits instead.
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

  /** How many connections there are for everything. */
  get poolSize(): number {
    return poolSize(this.dataSource);
  }

  /**
   * Runs one statement and gives its rows. One that conflicts with others is repeated.
   *
   * @param runner of a database transaction that the statement belongs to, and that is repeated as a whole
   * @throws IdVerificationStorageError in place of the driver's error, which holds the statement's values
   */
  async run<Row>(fragment: Sql, runner?: QueryRunner): Promise<Row[]> {
    const { text, values } = fragment.render(new Map([[INJECTED_TIME, this.clock.databaseNow()]]));
    const statement = this.prepared ? { text, values, name: this.nameOf(text) } : { text, values };
    if (runner !== undefined) return this.execute(runner, statement);
    return this.repeated((isRepetition) =>
      this.connections.use((own) =>
        this.isStricter || isRepetition ? this.readCommitted(own, statement) : this.execute(own, statement),
      ),
    );
  }

  /** @throws IdVerificationStorageError as a statement that writes does, where the server accepts no writes */
  async writable(): Promise<void> {
    const statement = sql`
      SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS "isReadOnly"`.render();
    await this.connections.use(async (runner) => {
      const [row] = await this.execute<{ isReadOnly: boolean }>(runner, statement);
      if (row?.isReadOnly !== false) throw new IdVerificationStorageError(new ReadOnlyServer());
    });
  }

  /** Repeats work that conflicts with others, or whose server turned out to take no writes: nothing of it was done. */
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

  /** A statement alone in its database transaction: locks may take as long as the statement, whatever the role's limit. */
  private async readCommitted<Row>(runner: QueryRunner, statement: Statement): Promise<Row[]> {
    await this.execute(runner, {
      text: `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = ${this.limitMs}`,
      values: [],
    });
    try {
      const rows = await this.execute<Row>(runner, statement);
      await this.execute(runner, COMMIT);
      return rows;
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

  /** What TypeORM's own way does besides is to call subscribers of the host, which are not to fail our statements. */
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

  /** The same in every process: a pooler may show one connection to several. */
  private nameOf(text: string): string {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const name = `idv_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    this.names.set(text, name);
    return name;
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
    return this.connections.use(async (runner) => {
      try {
        await this.connections.withinLimit(runner, runner.startTransaction('READ COMMITTED'));
        const result = await work(runner, (processId) => this.endSession(runner, processId));
        if (!this.connections.isGone(runner))
          await this.connections.withinLimit(runner, runner.commitTransaction());
        return result;
      } catch (error) {
        if (runner.isTransactionActive && !this.connections.isGone(runner)) {
          await this.connections.withinLimit(runner, runner.rollbackTransaction()).catch(() => undefined);
        }
        throw error;
      } finally {
        // Work that left a savepoint open, for example; an open transaction must not go back into the pool.
        if (runner.isTransactionActive && !this.connections.isGone(runner)) await disconnect(runner);
      }
    });
  }

  private async endSession(runner: QueryRunner, processId: number): Promise<void> {
    await disconnect(runner);
    // A statement that is under way would go on in the server and hold its locks.
    await this.run(sql`SELECT pg_terminate_backend(${processId}, 5000)`).catch(() => undefined);
  }
}

/** Named like PostgreSQL's own refusal of a statement that writes. */
class ReadOnlyServer extends Error {
  readonly code = '25006';
}
