import { CloudauthEmulator } from 'cloudauth-emulator';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../support/vendor/client-failure.js';
import { eventually } from '../support/runner/eventually.js';
import { newRequest } from '../support/conformance/request.js';
import type { Host } from '../support/host/host-module.js';
import { ACCESS_KEY, emulatorOptions, startLibraryHost, UNGUARDED } from '../support/host/library-host.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { LevelledLog } from '../support/host/verdict-log.js';

describe('A graceful shutdown during vendor calls', () => {
  let database: TestDatabase;
  let emulator: CloudauthEmulator;
  let connection: Client;
  const log = new LevelledLog();

  beforeAll(async () => {
    database = await createTestDatabase('resilience_shutdown');
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

  function host(options: Partial<IdVerificationModuleOptions> = {}): Promise<Host> {
    return startLibraryHost(
      database.url,
      { ...emulatorOptions(emulator.url), ...UNGUARDED, ...options },
      { log },
    );
  }

  async function leases(): Promise<number> {
    const { rowCount } = await connection.query(
      'SELECT FROM id_verification WHERE lease_expires_at IS NOT NULL',
    );
    return rowCount ?? 0;
  }

  /** The number of rate limits that satisfy a condition. */
  async function limits(condition: string): Promise<number> {
    const { rowCount } = await connection.query(`SELECT FROM id_verification_rate_limit WHERE ${condition}`);
    return rowCount ?? 0;
  }

  /** When a row is due next, and its failed attempts. */
  async function schedule({ merchantBizId }: { merchantBizId: string }): Promise<unknown> {
    const { rows } = await connection.query(
      'SELECT next_check_at, attempts FROM id_verification WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    return rows[0];
  }

  async function inFlight(action: string, before: number): Promise<void> {
    await eventually(() => emulator.requests({ action }).length > before);
  }

  it('completes initializations in flight', async () => {
    const one = await host();
    emulator.inject({ kind: 'latency', ms: 300, times: 10 });
    const before = emulator.requests({ action: 'Initialize' }).length;
    const initializations = Array.from({ length: 10 }, () => one.service.initialize(newRequest()));
    await inFlight('Initialize', before + 9);

    await one.close();

    for (const { transactionId } of await Promise.all(initializations)) expect(transactionId).not.toBe('');
    expect(await leases()).toBe(0);
  });

  it('completes claimed checks, and claims no more', async () => {
    const one = await host();
    for (let n = 0; n < 3; n += 1) await one.service.initialize(newRequest());
    await connection.query(`UPDATE id_verification SET next_check_at = now() WHERE status = 'PENDING'`);
    emulator.inject({ kind: 'latency', ms: 300, action: 'CheckResult', times: 'forever' });
    const before = emulator.requests({ action: 'CheckResult' }).length;
    const worker = await host({ workers: { batchSize: 2 } });
    await inFlight('CheckResult', before + 1);

    await worker.close();

    expect(await leases()).toBe(0);
    expect(emulator.requests({ action: 'CheckResult' }).length - before).toBe(2);
    await one.close();
  });

  it('aborts calls after its timeout, and releases their leases', async () => {
    const one = await host({ gracefulShutdownTimeoutMs: 200 });
    await one.service.initialize(newRequest());
    const pending = newRequest();
    await one.service.initialize(pending);
    const due = await schedule(pending);
    emulator.inject({ kind: 'hang', times: 'forever' });
    const before = emulator.requests().length;
    const [initialization, check] = [
      failureOf(one.service.initialize(newRequest())),
      failureOf(one.service.check(pending.merchantBizId)),
    ];
    await eventually(() => emulator.requests().length === before + 2);
    expect(await leases()).toBe(2);

    await one.close();

    expect([(await initialization).code, (await check).code]).toEqual(['aborted', 'aborted']);
    expect(await leases()).toBe(0);
    // The vendor's state is unknown, so the next check is not postponed.
    expect(await schedule(pending)).toEqual(due);
  });

  it('does not wait for permits that only a worker queues for', async () => {
    const limited = { rateLimit: { perSecond: 1 }, deadlineMs: 20_000 } as const;
    const busy = await host();
    const requests = [newRequest(), newRequest(), newRequest(), newRequest(), newRequest()];
    for (const request of requests) await busy.service.initialize(request);
    await connection.query(`UPDATE id_verification SET next_check_at = now() WHERE merchant_biz_id = $1`, [
      requests[0]?.merchantBizId,
    ]);
    const queueing = await host(limited);
    const checks = requests.slice(1).map(({ merchantBizId }) => queueing.service.check(merchantBizId));
    await eventually(async () => (await limits('permits[per_second] > now()')) === 1);
    const worker = await host({ ...limited, workers: { enabled: true } });
    await eventually(async () => (await limits('background_at IS NOT NULL')) === 1);
    let responded = 0;
    for (const check of checks) void check.then(() => (responded += 1));

    await worker.close();

    // The shutdown did not wait for the queue ahead of the worker.
    expect(responded).toBeLessThan(checks.length);
    await Promise.all(checks);
    await Promise.all([busy.close(), queueing.close()]);
  });

  it('logs nothing after close', async () => {
    const one = await host({ workers: { pollIntervalMs: 100 }, gracefulShutdownTimeoutMs: 200 });
    await one.service.initialize(newRequest());
    await connection.query(`UPDATE id_verification SET next_check_at = now() WHERE status = 'PENDING'`);
    emulator.inject({ kind: 'hang', times: 'forever' });
    const before = emulator.requests({ action: 'CheckResult' }).length;
    await inFlight('CheckResult', before);
    const initialization = failureOf(one.service.initialize(newRequest()));

    await Promise.all([initialization, one.close()]);
    const lines = log.lines.length;
    await eventually(() => emulator.connections.open === 0);

    expect(log.lines.slice(lines)).toEqual([]);
  });
});
