import { CloudauthEmulator, type EmulatorOptions } from 'cloudauth-emulator';
import { createCloudauthClient, type CloudauthResponse } from 'nestjs-id-verification';
import { TestClock } from 'nestjs-id-verification/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/runner/eventually.js';
import { newRequest } from '../support/conformance/request.js';
import type { Host } from '../support/host/host-module.js';
import { ACCESS_KEY, emulatorOptions, startLibraryHost, UNGUARDED } from '../support/host/library-host.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { bySuite } from '../support/runner/suite.js';

const credentials = { accessKeyId: ACCESS_KEY.id, accessKeySecret: ACCESS_KEY.secret };

const CALLS = bySuite({ quick: 200, all: 1_000 });

const toStop: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of toStop.splice(0).toReversed()) await stop();
});

async function startEmulator(options: Partial<EmulatorOptions> = {}): Promise<CloudauthEmulator> {
  const emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY], ...options });
  toStop.push(() => emulator.stop());
  return emulator;
}

/** Opens a client and gives what makes a call with it. */
function caller(endpoint: string): () => Promise<CloudauthResponse> {
  const client = createCloudauthClient({ endpoint, credentials, sandbox: true });
  toStop.push(() => client.close());
  return () => client.call('KeepaliveIntl', {}, { timeoutMs: 60_000 });
}

describe('The connections of a client', () => {
  it('are two at most for many calls in sequence', async () => {
    const emulator = await startEmulator();
    const call = caller(emulator.url);

    for (let n = 0; n < CALLS; n += 1) await call();

    expect(emulator.requests()).toHaveLength(CALLS);
    expect(emulator.counters().connections.opened).toBeLessThanOrEqual(2);
  });

  it('are no more than the pool holds for many calls, 64 of them in flight', async () => {
    const emulator = await startEmulator();
    const call = caller(emulator.url);
    let left = CALLS;

    await Promise.all(
      Array.from({ length: 64 }, async () => {
        while (left-- > 0) await call();
      }),
    );

    expect(emulator.requests()).toHaveLength(CALLS);
    expect(emulator.counters().connections.opened).toBeLessThanOrEqual(64);
  });
});

describe('Warm connections', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase('warm_connections');
  });
  afterAll(() => database.drop());

  async function startHost(
    emulator: CloudauthEmulator,
    options: Partial<Parameters<typeof startLibraryHost>[1]>,
    clock?: TestClock,
  ): Promise<Host> {
    const all = { ...emulatorOptions(emulator.url), ...UNGUARDED, ...options };
    const host = await startLibraryHost(database.url, all, clock === undefined ? {} : { clock });
    toStop.push(() => host.close());
    return host;
  }

  const pings = (emulator: CloudauthEmulator) => emulator.requests({ action: 'KeepaliveIntl' }).length;

  it('carry pings on the connection that calls use, so that a silence does not close it', async () => {
    // The limit is far above what a busy machine takes; bench/connections.mjs measures a silence that exceeds one.
    const emulator = await startEmulator({ keepAliveTimeoutMs: 60_000, announceKeepAlive: false });
    const host = await startHost(emulator, { http: { keepAlivePingMs: 100, maxConnections: 1 } });
    await host.service.initialize(newRequest());

    await eventually(() => pings(emulator) > 5);
    await host.service.initialize(newRequest());

    expect(emulator.connections).toMatchObject({ opened: 1, open: 1 });
  });

  it('are closed after the keep-alive timeout where pings are not configured', async () => {
    const emulator = await startEmulator({ keepAliveTimeoutMs: 300, announceKeepAlive: false });
    const host = await startHost(emulator, {});
    await host.service.initialize(newRequest());

    await eventually(() => emulator.connections.open === 0);

    expect(pings(emulator)).toBe(0);
  });

  it('receive no pings while calls are made', async () => {
    const clock = new TestClock();
    const emulator = await startEmulator({ now: () => clock.now().getTime() });
    const host = await startHost(emulator, { http: { keepAlivePingMs: 5_000 } }, clock);

    for (let second = 0; second < 60; second += 3) {
      await host.service.initialize(newRequest());
      clock.advance(3_000);
    }
    expect(pings(emulator)).toBe(0);

    clock.advance(3_000);
    await eventually(() => pings(emulator) === 1);
  });

  it('survive a failed ping, and the next ping follows', async () => {
    const clock = new TestClock();
    const emulator = await startEmulator({ now: () => clock.now().getTime() });
    emulator.inject({ kind: 'resetBeforeResponse', action: 'KeepaliveIntl', times: 2 });
    await startHost(emulator, { http: { keepAlivePingMs: 5_000 } }, clock);

    await eventually(() => {
      clock.advance(5_000);
      return pings(emulator) > 3;
    });
    expect(
      emulator
        .requests()
        .map(({ faults }) => faults.length)
        .slice(0, 3),
    ).toEqual([1, 1, 0]);
  });

  it('are opened at boot in the number that `warmUp` sets', async () => {
    const emulator = await startEmulator();
    emulator.inject({ kind: 'latency', ms: 50, times: 'forever' });
    await startHost(emulator, { http: { warmUp: 8 } });

    await eventually(() => pings(emulator) === 8);

    expect(emulator.connections.opened).toBe(8);
  });

  it('are opened at boot within the rate limit', async () => {
    const emulator = await startEmulator();
    emulator.inject({ kind: 'latency', ms: 50, times: 'forever' });
    const host = await startHost(emulator, { http: { warmUp: 100 }, rateLimit: { perSecond: 5 } });

    await eventually(() => pings(emulator) > 0);
    await host.close();

    expect(emulator.counters().actions['KeepaliveIntl']?.maxPerSecond).toBeLessThanOrEqual(5);
  });

  it('let the application close while pings hang', async () => {
    const emulator = await startEmulator();
    emulator.inject({ kind: 'hang', times: 'forever' });
    const host = await startHost(emulator, { http: { warmUp: 2 } });
    await eventually(() => pings(emulator) === 2);

    await expect(host.close()).resolves.toBeUndefined();
  });
});
