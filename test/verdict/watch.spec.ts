import { setImmediate as nextTurn } from 'node:timers/promises';
import { Client } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseCable } from '../support/database/database-cable.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { VerdictStage, type Started } from '../support/host/verdict-stage.js';
import { Watching } from '../support/host/verdict-watch.js';

const SOON = { interval: 5, timeout: 60_000 } as const;

describe('a watcher of a verification', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('watch');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  /** One process that watches, and another one that stores the verdict. */
  async function watchedFrom(
    near: VerdictHost,
  ): Promise<{ one: Started; watching: Watching; end(): Promise<void> }> {
    const far = await stage.host();
    const one = await stage.start(far);
    const watching = new Watching(near.service.watch(one.merchantBizId));
    await expect.poll(() => watching.seen, SOON).toEqual(['PENDING']);
    const end = async (): Promise<void> => {
      stage.emulator.finish(one.transactionId, { passed: 'Y' });
      await far.service.check(one.merchantBizId);
    };
    return { one, watching, end };
  }

  const listeners = async ({ dataSource }: VerdictHost): Promise<number[]> => {
    const rows: { pid: number }[] = await dataSource.query(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %' ORDER BY pid",
    );
    return rows.map(({ pid }) => pid);
  };

  it('gets the current status, then without delay the verdict that another process stored, and completes', async () => {
    const { watching, end } = await watchedFrom(await stage.host());

    await end();

    await expect.poll(() => watching.completed, SOON).toBe(true);
    expect(watching.seen).toEqual(['PENDING', 'PASSED']);
  });

  it('completes when its application stops', async () => {
    const near = await stage.host();
    const { watching } = await watchedFrom(near);

    await near.close();

    expect(watching).toMatchObject({ seen: ['PENDING'], completed: true });
  });

  it('gets the final status of one that has ended, and completes', async () => {
    const host = await stage.host();
    const { one, watching, end } = await watchedFrom(host);
    await end();
    await expect.poll(() => watching.completed, SOON).toBe(true);

    const again = new Watching(host.service.watch(one.merchantBizId));

    await expect.poll(() => again.completed, SOON).toBe(true);
    expect(again.seen).toEqual(['PASSED']);
  });

  it('gets not_found for an unknown id', async () => {
    const { service } = await stage.host();
    const watching = new Watching(service.watch('unknown'));

    await expect.poll(() => watching.failure, SOON).toMatchObject({ code: 'not_found' });
  });

  it('polls once, not once for every missed interval, after the database was blocked', async () => {
    const near = await stage.host({ workers: { enabled: false } });
    const { watching } = await watchedFrom(near);
    const connection = new Client({ connectionString: stage.database.url });
    await connection.connect();
    await connection.query('BEGIN; LOCK TABLE id_verification IN ACCESS EXCLUSIVE MODE');
    const before = near.statements.matching(/readAt/);

    const delays: Promise<void>[] = [];
    for (let delay = 0; delay < 10; delay += 1) {
      delays.push(stage.clock.advance(2_000));
      await nextTurn();
    }
    await connection.query('COMMIT');
    await Promise.all(delays);

    expect(near.statements.matching(/readAt/) - before).toBe(1);
    watching.stop();
    await connection.end();
  });

  it('leaves neither timers nor statements after it stops', async () => {
    const host = await stage.host();
    const far = await stage.host();
    const one = await stage.start(far);
    await stage.clock.idle();
    const sleeping = stage.clock.sleeping;

    const all = Array.from({ length: 100 }, () => new Watching(host.service.watch(one.merchantBizId)));
    await expect.poll(() => all.every(({ seen }) => seen.length === 1), SOON).toBe(true);
    expect(stage.clock.sleeping).toBe(sleeping + 1);
    for (const watching of all) watching.stop();

    expect(stage.clock.sleeping).toBe(sleeping);
    const statements = host.statements.matching(/readAt/);
    await stage.clock.advance(2_000);
    expect(host.statements.matching(/readAt/)).toBe(statements);
  });

  it('shares the statements of every other watcher, and polls rarely while notifications are received', async () => {
    const near = await stage.host();
    const { one, watching } = await watchedFrom(near);
    await expect.poll(async () => (await listeners(near)).length, SOON).toBeGreaterThan(0);
    // Until the connection is proven to receive notifications.
    await expect
      .poll(async () => {
        const before = near.statements.matching(/readAt/);
        await stage.clock.advance(2_000);
        return near.statements.matching(/readAt/) - before;
      }, SOON)
      .toBe(0);
    const before = near.statements.matching(/readAt/);

    const others = Array.from({ length: 1_000 }, () => new Watching(near.service.watch(one.merchantBizId)));
    expect(others.every(({ seen }) => seen.join() === 'PENDING')).toBe(true);
    for (let polls = 0; polls < 30; polls += 1) await stage.clock.advance(2_000);

    expect(near.statements.matching(/readAt/) - before).toBeLessThan(10);
    for (const other of [watching, ...others]) other.stop();
  });

  it('gets the verdict by polling every two seconds where LISTEN is not available', async () => {
    const withoutListener = await stage.host({}, { dataSource: withoutListen });
    const { watching, end } = await watchedFrom(withoutListener);

    await end();
    await stage.clock.advance(2_000);

    await expect.poll(() => watching.completed, SOON).toBe(true);
    expect(watching.seen).toEqual(['PENDING', 'PASSED']);
  });

  it('gets the verdict in a process that runs no workers', async () => {
    const { watching, end } = await watchedFrom(await stage.host({ workers: { enabled: false } }));

    await end();
    await stage.clock.advance(2_000);

    await expect.poll(() => watching.seen, SOON).toEqual(['PENDING', 'PASSED']);
  });

  it('gets the verdict without delay after the LISTEN connection was lost repeatedly', async () => {
    const host = await stage.host({}, { poolSize: 3 });
    await expect.poll(() => listeners(host), SOON).toHaveLength(1);
    for (let time = 0; time < 5; time += 1) {
      const [lost = 0] = await listeners(host);
      await host.dataSource.query('SELECT pg_terminate_backend($1)', [lost]);
      const listensAnew = async (): Promise<boolean> => {
        await stage.clock.advance(5_000);
        const now = await listeners(host);
        return now.length === 1 && now[0] !== lost;
      };
      await expect.poll(listensAnew, SOON).toBe(true);
    }
    const { watching, end } = await watchedFrom(host);

    await end();

    await expect.poll(() => watching.completed, SOON).toBe(true);
  });

  it('gets the verdict after a database outage', async () => {
    const cable = await DatabaseCable.to(stage.database.url);
    const { watching, end } = await watchedFrom(await stage.host({}, { databaseUrl: cable.url }));
    await cable.cut();
    for (let second = 0; second < 5; second += 1) await stage.clock.advance(2_000);
    await end();
    expect(watching).toMatchObject({ seen: ['PENDING'], failure: undefined });

    await cable.fix();

    await expect.poll(async () => stage.clock.advance(2_000).then(() => watching.completed), SOON).toBe(true);
    expect(watching.seen).toEqual(['PENDING', 'PASSED']);
    await stage.stopHosts();
    await cable.cut();
  });
});

/** A database behind a pooler that refuses LISTEN. */
async function withoutListen(options?: DataSourceOptions): Promise<DataSource> {
  if (options === undefined) throw new Error('a data source needs options');
  const dataSource = await new DataSource(options).initialize();
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    const query = runner.query.bind(runner);
    runner.query = async (sql: string, ...rest: never[]) => {
      if (sql.startsWith('LISTEN')) throw new Error('LISTEN is not supported');
      return query(sql, ...rest);
    };
    return runner;
  };
  return dataSource;
}
