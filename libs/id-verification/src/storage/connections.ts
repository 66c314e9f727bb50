import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import type { SqlValue } from './sql.js';
import { OWN_TYPES } from './sql-types.js';
import { IdVerificationStorageError, isUnusableConnection } from './storage.error.js';

/** A statement for the driver. */
export interface Statement {
  readonly text: string;
  readonly values: SqlValue[];
  /** The name of a prepared statement. */
  readonly name?: string;
}

/** The features of the PostgreSQL driver that TypeORM does not pass on: types and names of statements. */
interface PostgresClient {
  query<Row>(statement: Statement & { types: typeof OWN_TYPES }): Promise<Result<Row>>;
}

export interface Result<Row> {
  readonly rows: Row[];
  /** The command tag of what was executed: the `COMMIT` of a failed database transaction is a `ROLLBACK`. */
  readonly command: string;
}

export const COMMIT: Statement = { text: 'COMMIT', values: [] };

/** Runs work on connections of the host's pool, with a time limit. */
export class Connections {
  /** Runners that nothing uses any more: their connection is closed, or returned as soon as they get one. */
  private readonly givenUp = new WeakSet<QueryRunner>();
  /** The number of failovers, in total and at the first use of each connection. */
  private failovers = 0;
  private readonly failoversBefore = new WeakMap<object, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly limitMs: number,
  ) {}

  /**
   * Runs work on one connection. An unusable connection is not returned to the pool, which then opens another one.
   *
   * @throws IdVerificationStorageError without a connection
   */
  async use<Result>(work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
    const runner = await this.connect();
    try {
      return await work(runner);
    } catch (error) {
      if (isUnusableConnection(error) && !this.isGone(runner)) await this.endUnusable(runner);
      throw error;
    } finally {
      if (!this.isGone(runner)) await runner.release();
    }
  }

  /** Connects within the statement timeout. A connection that comes later returns to the pool unused. */
  open<Client extends object>(runner: QueryRunner): Promise<Client> {
    return this.within(runner, runner.connect(), async () => {
      await runner.connect();
      await runner.release();
    });
  }

  /**
   * Waits for work at most for the statement timeout, in real time: a server that vanished never responds. Then the
   * connection is closed; the statement may have been executed.
   */
  withinLimit<Result>(runner: QueryRunner, work: Promise<Result>): Promise<Result> {
    return this.within(runner, work, () => disconnect(runner));
  }

  private async within<Result>(
    runner: QueryRunner,
    work: Promise<Result>,
    abandon: () => Promise<void>,
  ): Promise<Result> {
    const giveUp = async (): Promise<never> => {
      this.givenUp.add(runner);
      await Promise.race([abandon(), nextTurn()]);
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

  /** Queries without TypeORM's subscribers: those of the host must not make our statements fail. */
  async query<Row>(runner: QueryRunner, statement: Statement): Promise<Result<Row>> {
    const { text, values } = statement;
    const client: PostgresClient = await runner.connect();
    const { logger, options } = this.dataSource;
    logger.logQuery(text, values, runner);
    const startedAt = performance.now();
    try {
      return await client.query<Row>({ ...statement, types: OWN_TYPES });
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

  isGone(runner: QueryRunner): boolean {
    return runner.isReleased || this.givenUp.has(runner);
  }

  /** Connects, and closes connections that were opened before a failover: they lead to the same unusable server. */
  private async connect(): Promise<QueryRunner> {
    for (;;) {
      const runner = this.dataSource.createQueryRunner();
      try {
        const client = await this.open<object>(runner);
        if (!this.failoversBefore.has(client)) this.failoversBefore.set(client, this.failovers);
        if (this.failoversBefore.get(client) === this.failovers) return runner;
      } catch (error) {
        throw new IdVerificationStorageError(error);
      }
      await disconnect(runner);
    }
  }

  private async endUnusable(runner: QueryRunner): Promise<void> {
    const client: object = await runner.connect();
    // Concurrent failures count as one failover.
    if (this.failoversBefore.get(client) === this.failovers) this.failovers += 1;
    await disconnect(runner);
  }
}

/** Named like the driver's connection timeout, so that callers treat it the same. */
class StatementTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** Closes the connection, even during a statement. */
export async function disconnect(runner: QueryRunner): Promise<void> {
  const connection: { end(): Promise<void> } = await runner.connect();
  // Not awaited: the socket closes, and the pool can open another connection.
  connection.end().catch(() => undefined);
  await runner.release();
}
