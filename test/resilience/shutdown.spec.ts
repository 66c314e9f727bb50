import { CloudauthEmulator } from 'cloudauth-emulator';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../support/client-failure.js';
import { eventually } from '../support/eventually.js';
import { newRequest } from '../support/conformance-request.js';
import { ACCESS_KEY, emulatorOptions, startLibraryHost, type LibraryHost } from '../support/library-host.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { LevelledLog } from '../support/verdict-log.js';

describe('An application that is closed while the vendor is at work', () => {
  let database: TestDatabase;
  let emulator: CloudauthEmulator;
  let connection: Client;
  const log = new LevelledLog();

  beforeAll(async () => {
    database = await createTestDatabase('guard_shutdown');
    emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
    connection = new Client({ connectionString: database.url });
    await connection.connect();
  });
  afterEach(() => emulator.clearFaults());
  afterAll(async () => {
    await connection.end();
    await emulator.stop();
    await database.drop();
  });

  function host(options: Partial<IdVerificationModuleOptions> = {}): Promise<LibraryHost> {
    return startLibraryHost(database.url, { ...emulatorOptions(emulator.url), ...options }, { log });
  }

  async function leases(): Promise<number> {
    const { rowCount } = await connection.query(
      'SELECT FROM id_verification WHERE lease_expires_at IS NOT NULL',
    );
    return rowCount ?? 0;
  }

  /** Of how many limits that is true. */
  async function limits(condition: string): Promise<number> {
    const { rowCount } = await connection.query(`SELECT FROM id_verification_rate_limit WHERE ${condition}`);
    return rowCount ?? 0;
  }

  /** When a row wants attention next, and how often it was tried in vain. */
  async function schedule({ merchantBizId }: { merchantBizId: string }): Promise<unknown> {
    const { rows } = await connection.query(
      'SELECT next_check_at, attempts FROM id_verification WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    return rows[0];
  }

  async function underWay(action: string, before: number): Promise<void> {
    await eventually(() => emulator.requests({ action }).length > before);
  }

  it('answers the starts that are under way', async () => {
    const one = await host();
    emulator.inject({ kind: 'latency', ms: 300, times: 10 });
    const before = emulator.requests({ action: 'Initialize' }).length;
    const starts = Array.from({ length: 10 }, () => one.service.initialize(newRequest()));
    await underWay('Initialize', before + 9);

    await one.close();

    for (const { transactionId } of await Promise.all(starts)) expect(transactionId).not.toBe('');
    expect(await leases()).toBe(0);
  });

  it('finishes the checks that it has claimed, and claims no more', async () => {
    const one = await host();
    for (let n = 0; n < 3; n += 1) await one.service.initialize(newRequest());
    await connection.query(`UPDATE id_verification SET next_check_at = now() WHERE status = 'PENDING'`);
    emulator.inject({ kind: 'latency', ms: 300, action: 'CheckResult', times: 'forever' });
    const before = emulator.requests({ action: 'CheckResult' }).length;
    const worker = await host({ workers: { batchSize: 2 } });
    await underWay('CheckResult', before + 1);

    await worker.close();

    expect(await leases()).toBe(0);
    expect(emulator.requests({ action: 'CheckResult' }).length - before).toBe(2);
    await one.close();
  });

  it('cuts the calls that outlast its time, and gives their leases back', async () => {
    const one = await host({ gracefulShutdownTimeoutMs: 200 });
    await one.service.initialize(newRequest());
    const pending = newRequest();
    await one.service.initialize(pending);
    const due = await schedule(pending);
    emulator.inject({ kind: 'hang', times: 'forever' });
    const before = emulator.requests().length;
    const [start, check] = [
      failureOf(one.service.initialize(newRequest())),
      failureOf(one.service.check(pending.merchantBizId)),
    ];
    await eventually(() => emulator.requests().length === before + 2);
    expect(await leases()).toBe(2);

    await one.close();

    expect([(await start).code, (await check).code]).toEqual(['aborted', 'aborted']);
    expect(await leases()).toBe(0);
    // Nothing is known of the vendor: whoever comes next need not wait.
    expect(await schedule(pending)).toEqual(due);
  });

  it('waits for no moment of the vendor’s limit that only its background work wants', async () => {
    const limited = { rateLimit: { perSecond: 1 }, deadlineMs: 20_000 } as const;
    const busy = await host();
    const asked = [newRequest(), newRequest(), newRequest(), newRequest(), newRequest()];
    for (const request of asked) await busy.service.initialize(request);
    await connection.query(`UPDATE id_verification SET next_check_at = now() WHERE merchant_biz_id = $1`, [
      asked[0]?.merchantBizId,
    ]);
    const queueing = await host(limited);
    const checks = asked.slice(1).map(({ merchantBizId }) => queueing.service.check(merchantBizId));
    await eventually(async () => (await limits('permits[per_second] > now()')) === 1);
    const worker = await host({ ...limited, workers: { enabled: true } });
    await eventually(async () => (await limits('background_at IS NOT NULL')) === 1);
    let responded = 0;
    for (const check of checks) void check.then(() => (responded += 1));

    await worker.close();

    // The queue in front of it was not waited for.
    expect(responded).toBeLessThan(checks.length);
    await Promise.all(checks);
    await Promise.all([busy.close(), queueing.close()]);
  });

  it('says nothing more once it is closed', async () => {
    const one = await host({ workers: { pollIntervalMs: 100 }, gracefulShutdownTimeoutMs: 200 });
    await one.service.initialize(newRequest());
    await connection.query(`UPDATE id_verification SET next_check_at = now() WHERE status = 'PENDING'`);
    emulator.inject({ kind: 'hang', times: 'forever' });
    const before = emulator.requests({ action: 'CheckResult' }).length;
    await underWay('CheckResult', before);
    const start = failureOf(one.service.initialize(newRequest()));

    await Promise.all([start, one.close()]);
    const lines = log.lines.length;
    await eventually(() => emulator.connections.open === 0);

    expect(log.lines.slice(lines)).toEqual([]);
  });
});
