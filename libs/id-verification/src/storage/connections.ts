import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { IdVerificationStorageError, isUnusableConnection } from './storage.error.js';

/** Connections of the host's pool, for a limited time each. */
export class Connections {
  /** Those whose connection is ended as soon as they have one: {@link disconnect} gives its place in the pool back. */
  private readonly givenUp = new WeakSet<QueryRunner>();
  /** How often a connection turned out to be unusable, in all and until each connection was first used. */
  private failovers = 0;
  private readonly failoversBefore = new WeakMap<object, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly limitMs: number,
  ) {}

  /**
   * Runs work on one connection. One that turns out to be unusable does not go back into the pool, which then opens
   * another one.
   *
   * @throws IdVerificationStorageError where there is no connection
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

  /**
   * Real time, which no injected clock can hurry: a server that is gone without a word would keep its caller for ever.
   * The connection is ended; what it was asked may have been done.
   */
  async withinLimit<Result>(runner: QueryRunner, work: Promise<Result>): Promise<Result> {
    const giveUp = async (): Promise<never> => {
      this.givenUp.add(runner);
      await Promise.race([disconnect(runner), nextTurn()]);
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

  isGone(runner: QueryRunner): boolean {
    return runner.isReleased || this.givenUp.has(runner);
  }

  /** Those that were open when another one turned out to be unusable lead to the same server, and are ended. */
  private async connect(): Promise<QueryRunner> {
    for (;;) {
      const runner = this.dataSource.createQueryRunner();
      try {
        const client: object = await this.withinLimit(runner, runner.connect());
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
    // Several that fail at once show one failover.
    if (this.failoversBefore.get(client) === this.failovers) this.failovers += 1;
    await disconnect(runner);
  }
}

/** Named like a connection's own timeout, which it is to its caller. */
class StatementTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** Ends the connection in the middle of whatever it does. */
export async function disconnect(runner: QueryRunner): Promise<void> {
  const connection: { end(): Promise<void> } = await runner.connect();
  // Not waited for: the socket closes, and the pool has its place back.
  connection.end().catch(() => undefined);
  await runner.release();
}
