import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { notifyWork } from './change-channel.js';
import { COMMIT, Connections, disconnect, type Statement } from './connections.js';
import { ID_VERIFICATION_DATA_SOURCE, poolSize, tableOf } from './data-source.js';
import { DeliveryEntity } from './delivery.entity.js';
import { ErasureEntity } from './erasure.entity.js';
import { EventEntity } from './event.entity.js';
import { HandlerEntity } from './handler.entity.js';
import { RateLimitEntity } from './rate-limit.entity.js';
import { RollUpChangeEntity, RollUpEntity } from './roll-up.entity.js';
import { VerificationEntity } from './verification.entity.js';
import { recordEvent, type RecordedEvent } from './record-event.js';
import { Parameter, sql, type Sql } from './sql.js';
import {
  IdVerificationStorageError,
  isConflict,
  isPreparedStatementLost,
  isReadOnly,
  isResponseLost,
} from './storage.error.js';

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

/** The most attempts of a statement that conflicts with others or reaches a read-only server. */
const MAX_ATTEMPTS = 5;

/** The most attempts of a statement whose response is lost. A break may end several connections of the pool. */
const MAX_LOST_RESPONSES = 3;

const SESSION: Statement = { text: 'SELECT pg_backend_pid() AS "processId"', values: [] };
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
  /** Whether workers of this process do the work that its statements schedule. */
  hasWorkers: boolean;
  readonly connections: Connections;
  private readonly limitMs: number;
  private isPrepared: boolean;
  private readonly detectsPooler: boolean;
  private readonly names = new Map<string, string>();
  readonly verifications = tableOf(this.dataSource, VerificationEntity);
  readonly handlers = tableOf(this.dataSource, HandlerEntity);
  readonly deliveries = tableOf(this.dataSource, DeliveryEntity);
  readonly erasures = tableOf(this.dataSource, ErasureEntity);
  readonly rateLimits = tableOf(this.dataSource, RateLimitEntity);
  readonly events = tableOf(this.dataSource, EventEntity);
  readonly rollUps = tableOf(this.dataSource, RollUpEntity);
  readonly rollUpChanges = tableOf(this.dataSource, RollUpChangeEntity);

  constructor(
    @Inject(ID_VERIFICATION_DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.instance = new Parameter(options.instance);
    this.connections = new Connections(dataSource, options.statementTimeoutMs);
    this.limitMs = options.statementTimeoutMs;
    this.hasWorkers = options.workers.enabled;
    this.isPrepared = options.preparedStatements ?? false;
    this.detectsPooler = options.preparedStatements === undefined;
  }

  /** The common table expression with which a statement records what it changes, see {@link recordEvent}. */
  event(source: Sql, event: RecordedEvent): Sql {
    return recordEvent(this.events, this.instance, source, event);
  }

  /**
   * The common table expression with which a statement that changes ended verifications tells that roll-ups of their
   * hours are out of date.
   *
   * @param source the changed rows, with `created_at`
   */
  rollUpChange(source: Sql): Sql {
    return sql`INSERT INTO ${this.rollUpChanges} (instance, created_at)
      SELECT DISTINCT ${this.instance}, date_trunc('hour', created_at, 'UTC') FROM ${source} AS source`;
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
    const statement = () => (this.isPrepared ? { text, values, name: this.nameOf(text) } : { text, values });
    if (runner !== undefined) return this.execute(runner, statement());
    return this.retried((isRetry) =>
      this.connections.use((own) =>
        this.isStricter || isRetry
          ? this.readCommitted(own, () => this.execute<Row>(own, statement()))
          : this.execute(own, statement()),
      ),
    );
  }

  /**
   * Repeats work whose response is lost: the connection broke, and the statement may have been executed.
   *
   * @param work a statement that recognises what it wrote, for example by its lease token
   */
  async confirmed<Result>(work: (isRetry: boolean) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(attempt > 1);
      } catch (error) {
        if (attempt === MAX_LOST_RESPONSES || !isResponseLost(error)) throw error;
      }
    }
  }

  /**
   * Notifies the workers of other processes of work that is due soon, which their polls would find up to 10 s late. A
   * process with workers finds it itself.
   */
  notifyWorkers(): Sql {
    return this.hasWorkers ? sql`NULL` : notifyWork(this.instance, 'poll');
  }

  /** How statements are sent, for the log line at boot. */
  bootFacts(): Readonly<Record<string, string>> {
    return { preparedStatements: this.isPrepared ? 'on' : 'off' };
  }

  /**
   * Decides whether statements are prepared, unless the option does. A pooler tells the driver a process id of its own:
   * only without one it is that of the server's session.
   */
  async detectPooler(): Promise<void> {
    if (!this.detectsPooler) return;
    await this.connections.use(async (runner) => {
      const { processID }: { processID?: unknown } = await runner.connect();
      const [row] = await this.execute<{ processId: number }>(runner, SESSION);
      this.isPrepared = row?.processId === processID;
    });
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
    return this.retried(() =>
      this.connections.use((runner) => this.readCommitted(runner, () => work(runner))),
    );
  }

  /** Retries work after a conflict or on a read-only server: none of it was executed. */
  async retried<Result>(work: (isRetry: boolean) => Promise<Result>): Promise<Result> {
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
      return (await this.connections.withinLimit(runner, this.connections.query<Row>(runner, statement)))
        .rows;
    } catch (error) {
      const failure = new IdVerificationStorageError(error);
      // Something between discards or shares prepared statements, which the check at boot did not see.
      if (this.detectsPooler && isPreparedStatementLost(failure)) this.isPrepared = false;
      throw failure;
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
}

/** Named like PostgreSQL's error for a write on a read-only server. */
class ReadOnlyServer extends Error {
  readonly code = '25006';
}
