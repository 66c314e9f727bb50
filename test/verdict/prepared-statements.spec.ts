import { IdVerificationStorageError, newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { VerdictStage } from '../support/host/verdict-stage.js';

describe('Without a pooler the library', () => {
  let stage: VerdictStage;
  let host: VerdictHost;
  beforeAll(async () => {
    stage = await VerdictStage.open('prepared');
    const idle = { workers: { enabled: false } };
    host = await stage.host(idle, { poolSize: 1 });
  });
  afterAll(() => stage.close());

  const initialize = () => host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });

  const prepared = async (): Promise<string[]> => {
    const rows: { name: string }[] = await host.dataSource.query('SELECT name FROM pg_prepared_statements');
    return rows.map(({ name }) => name);
  };

  it('prepares each statement once per connection, however often it runs', async () => {
    await initialize();
    const after = await prepared();
    await initialize();
    await initialize();

    expect(after.length).toBeGreaterThan(1);
    for (const name of after) expect(name).toMatch(/^idv_[0-9a-f]{32}$/);
    expect(await prepared()).toEqual(after);
  });

  it('says at boot that it prepares statements', () => {
    expect(stage.log.events('log', 'started').at(-1)).toContain('preparedStatements=on');
  });

  it('prepares a statement again that the host discarded', async () => {
    await host.dataSource.query('DISCARD ALL');

    await expect(initialize()).resolves.toMatchObject({ replayed: false });
  });

  it('passes each statement to TypeORM’s logger', async () => {
    const inserts = () => host.statements.matching(/INSERT INTO "id_verification"/);
    const before = inserts();

    await initialize();

    expect(inserts()).toBe(before + 1);
  });

  it('reports the SQLSTATE of a failed statement, and none of its values', async () => {
    await host.dataSource.query('ALTER TABLE id_verification RENAME TO elsewhere');
    const failed: unknown = await initialize().catch((error: unknown) => error);
    await host.dataSource.query('ALTER TABLE elsewhere RENAME TO id_verification');

    expect(failed).toBeInstanceOf(IdVerificationStorageError);
    expect(failed).toMatchObject({ sqlState: '42P01', code: 'storage_unavailable' });
    expect(JSON.stringify(failed)).not.toContain(MINIMAL_REQUEST.merchantUserId);
    await expect(initialize()).resolves.toMatchObject({ replayed: false });
  });
});
