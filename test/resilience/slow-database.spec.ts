import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../support/vendor/client-failure.js';
import { useStage } from '../support/host/conformance-stage.js';
import { DatabaseCable } from '../support/database/database-cable.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { emulatorOptions, startLibraryHost, type LibraryHost } from '../support/host/library-host.js';

describe('With a slow or unresponsive database', () => {
  const stage = useStage('poor_database');
  let cable: DatabaseCable;
  let host: LibraryHost;
  beforeAll(async () => {
    cable = await DatabaseCable.to(stage.database.url);
    host = await startLibraryHost(cable.url, {
      ...emulatorOptions(stage.emulator.url),
      workers: { enabled: true, pollIntervalMs: 100 },
      rateLimit: { perSecond: 5 },
      deadlineMs: 120_000,
      statementTimeoutMs: 1_000,
    });
  });
  afterEach(() => {
    cable.delayMs = 0;
    cable.isSilent = false;
  });
  afterAll(async () => {
    await host.close();
    await cable.cut();
  });

  const initialize = () => host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });

  it('grants permits to queued callers, however long a statement takes', async () => {
    cable.delayMs = 15;

    const results = await Promise.allSettled(Array.from({ length: 12 }, initialize));

    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('holds no worker permits that expire while the worker acquires others', async () => {
    const started = await Promise.all(Array.from({ length: 4 }, initialize));
    cable.delayMs = 15;
    await stage.query(
      'UPDATE id_verification SET next_check_at = clock_timestamp() WHERE merchant_biz_id = ANY ($1)',
      [started.map(({ merchantBizId }) => merchantBizId)],
    );

    const callTimes = () => stage.emulator.requests({ action: 'CheckResult' }).map(({ at }) => at);
    await expect.poll(() => callTimes().length, { timeout: 60_000, interval: 50 }).toBe(4);

    const together = callTimes().map((at) => callTimes().filter((other) => Math.abs(other - at) < 20).length);
    expect(Math.max(...together)).toBeLessThan(3);
  });

  it('times out a statement without a response, and runs the next one on a working connection', async () => {
    cable.isSilent = true;
    await expect(initialize()).rejects.toMatchObject({ code: 'storage_unavailable', sqlState: 'ETIMEDOUT' });
    cable.isSilent = false;

    await expect(initialize()).resolves.toMatchObject({ status: 'PENDING' });
  });

  it('frees the queue place of a caller that timed out waiting for a connection', async () => {
    const single = await startLibraryHost(
      cable.url,
      { ...emulatorOptions(stage.emulator.url), statementTimeoutMs: 1_000 },
      { poolSize: 1 },
    );
    const get = () => single.service.get('unknown');
    await expect(get()).rejects.toMatchObject({ code: 'not_found' });
    cable.isSilent = true;
    const failures = await Promise.all([get(), get(), get()].map(failureOf));
    cable.isSilent = false;

    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['storage_unavailable']));
    await expect(get()).rejects.toMatchObject({ code: 'not_found' });
    await single.close();
  });

  it('resumes workers and the health report afterwards', async () => {
    const { merchantBizId, transactionId } = await initialize();
    stage.emulator.finish(transactionId, { passed: 'Y' });
    cable.isSilent = true;
    expect((await host.service.health()).database.status).toBe('down');
    await stage.query(
      'UPDATE id_verification SET next_check_at = clock_timestamp() WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    cable.isSilent = false;

    const status = async () => (await stage.row(merchantBizId))['status'];
    await expect.poll(status, { timeout: 60_000, interval: 50 }).toBe('PASSED');
    expect((await host.service.health()).database.status).toBe('up');
  });
});
