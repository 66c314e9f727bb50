import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RateLimitService } from '../../libs/id-verification/dist/resilience/rate-limit.service.js';
import { failureOf } from '../support/vendor/client-failure.js';
import { useStage } from '../support/host/conformance-stage.js';
import { DatabaseCable } from '../support/database/database-cable.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import type { Host } from '../support/host/host-module.js';
import { emulatorOptions, startLibraryHost, UNGUARDED } from '../support/host/library-host.js';

describe('With a slow or unresponsive database', () => {
  const stage = useStage('poor_database');
  /** To a host that gives a slow machine the time that ships. */
  let slow: DatabaseCable;
  let host: Host;
  /** To a host that gives up soon. */
  let silent: DatabaseCable;
  let impatient: Host;
  beforeAll(async () => {
    slow = await DatabaseCable.to(stage.database.url);
    silent = await DatabaseCable.to(stage.database.url);
    const options = {
      ...emulatorOptions(stage.emulator.url),
      ...UNGUARDED,
      workers: { enabled: true, pollIntervalMs: 100 },
      rateLimit: { perSecond: 5 },
      deadlineMs: 120_000,
    };
    host = await startLibraryHost(slow.url, options);
    impatient = await startLibraryHost(silent.url, { ...options, statementTimeoutMs: 1_000 });
  });
  afterEach(() => {
    slow.delayMs = 0;
    silent.isSilent = false;
  });
  afterAll(async () => {
    await host.close();
    await impatient.close();
    await slow.cut();
    await silent.cut();
  });

  const initialize = ({ service } = host) =>
    service.initialize({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });

  it('grants permits to queued callers, however long a statement takes', async () => {
    slow.delayMs = 15;

    const results = await Promise.allSettled(Array.from({ length: 12 }, () => initialize()));

    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('acquires no permits for a worker that expire before it has the others', async () => {
    slow.delayMs = 15;

    const permits = await host.module
      .get(RateLimitService, { strict: false })
      .acquireSparePermits('CheckResult', 4, new AbortController().signal);

    expect(permits).toBeGreaterThan(0);
    expect(permits).toBeLessThan(3);
  });

  it('times out a statement without a response, and runs the next one on a working connection', async () => {
    silent.isSilent = true;
    await expect(initialize(impatient)).rejects.toMatchObject({
      code: 'storage_unavailable',
      sqlState: 'ETIMEDOUT',
    });
    silent.isSilent = false;

    const status = () => initialize(impatient).then((started) => started.status, String);
    await expect.poll(status).toBe('PENDING');
  });

  it('frees the queue place of a caller that timed out waiting for a connection', async () => {
    const single = await startLibraryHost(
      silent.url,
      { ...emulatorOptions(stage.emulator.url), ...UNGUARDED, statementTimeoutMs: 1_000 },
      { poolSize: 1 },
    );
    const get = () => single.service.get('unknown');
    await expect(get()).rejects.toMatchObject({ code: 'not_found' });
    silent.isSilent = true;
    const failures = await Promise.all([get(), get(), get()].map(failureOf));
    silent.isSilent = false;

    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['storage_unavailable']));
    await expect.poll(() => get().catch(({ code }) => code)).toBe('not_found');
    await single.close();
  });

  it('resumes workers and the health report afterwards', async () => {
    const { merchantBizId, transactionId } = await initialize();
    stage.emulator.finish(transactionId, { passed: 'Y' });
    silent.isSilent = true;
    expect((await impatient.service.health()).database.status).toBe('down');
    await stage.query(
      'UPDATE id_verification SET next_check_at = clock_timestamp() WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    silent.isSilent = false;

    const status = async () => (await stage.row(merchantBizId))['status'];
    await expect.poll(status, { timeout: 60_000, interval: 50 }).toBe('PASSED');
    await expect.poll(async () => (await impatient.service.health()).database.status).toBe('up');
  });
});
