import { migrateIdVerification } from 'nestjs-id-verification';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { VerdictStage } from '../support/host/verdict-stage.js';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** How hosts set the size of the pool, in each place and type that the driver takes; one connection is the least. */
const SETTINGS: readonly { readonly connections: number; readonly options: object }[] = [
  { connections: 1, options: { poolSize: 1 } },
  { connections: 1, options: { poolSize: undefined, extra: { max: '1' } } },
  { connections: 2, options: { poolSize: '2' } },
  { connections: 2, options: { poolSize: 20, extra: { max: 2 } } },
  { connections: 3, options: { poolSize: 3 } },
];

async function listening(dataSource: DataSource): Promise<number> {
  const rows: unknown[] = await dataSource.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'",
  );
  return rows.length;
}

describe('A pool of few connections', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('pool');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  it.each(SETTINGS)(
    'of $connections, set by $options, serves a verification',
    async ({ connections, options }) => {
      const dataSource = async (given?: DataSourceOptions): Promise<DataSource> => {
        const one = await new DataSource({ ...given, ...options } as PostgresOptions).initialize();
        await migrateIdVerification(one);
        return one;
      };
      const host = await stage.host({}, { dataSource, port: stage.callbackPort });
      const started = await stage.start(host);
      const concurrently = Promise.all(Array.from({ length: 5 }, () => stage.start(host)));

      stage.emulator.finish(started.transactionId, { passed: 'Y', callback: { mode: 'onTime' } });

      await expect.poll(() => host.outcomes).toMatchObject([{ outcome: 'passed' }]);
      expect(await concurrently).toHaveLength(5);
      await expect.poll(() => listening(host.dataSource)).toBe(connections < 3 ? 0 : 1);
    },
  );

  it('keeps its connections when statements have given up waiting for one', async () => {
    const host = await stage.host(
      { statementTimeoutMs: 1_000, workers: { enabled: false } },
      { poolSize: 1 },
    );
    const runner = host.dataSource.createQueryRunner();
    const session = async (): Promise<unknown> => host.dataSource.query('SELECT pg_backend_pid()');
    const before = await session();
    await runner.connect();
    const get = () => host.service.get('unknown');

    const refusals = await Promise.allSettled([get(), get(), get()]);
    await runner.release();

    expect(refusals.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(get()).rejects.toMatchObject({ code: 'not_found' });
    expect(await session()).toEqual(before);
  });
});
