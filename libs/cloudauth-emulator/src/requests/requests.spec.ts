import { Pool, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { control, GOOD_INITIALIZE, initialize } from '../testing/call.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { rawExchange } from '../testing/raw-socket.fixture.js';
import { signedRequest } from '../testing/signed-request.fixture.js';

const start = emulators();

describe('the request log', () => {
  it('contains only the latest requests', async () => {
    const emulator = await start({ requestLogSize: 3 });
    for (let i = 0; i < 5; i += 1) await initialize(emulator.url);
    expect(emulator.requests().map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
  });

  it('records the connection of a request', async () => {
    const emulator = await start();
    const pool = new Pool(emulator.url, { connections: 1 });
    const host = new URL(emulator.url).host;
    for (let i = 0; i < 3; i += 1) {
      const { method, path, headers } = signedRequest({ host, query: GOOD_INITIALIZE });
      const response = await pool.request({ method, path, headers });
      await response.body.dump();
    }
    await pool.close();
    expect(new Set(emulator.requests().map(({ connectionId }) => connectionId)).size).toBe(1);
    expect(emulator.connections.opened).toBe(1);
  });
});

describe('the counters', () => {
  it('count requests per action, and the most in any second', async () => {
    const emulator = await start();
    await Promise.all(Array.from({ length: 5 }, () => initialize(emulator.url)));
    expect(emulator.counters().actions['Initialize']).toMatchObject({
      requests: 5,
      admitted: 5,
      throttled: 0,
      maxPerSecond: 5,
    });
  });

  it('count connections that are open', async () => {
    const emulator = await start();
    await control(emulator.url, 'GET', '/health');
    expect(emulator.connections).toEqual({ opened: 1, open: 1 });
  });
});

describe('connections', () => {
  it('are closed when they were idle for the time given, and not while a call is on its way', async () => {
    const emulator = await start({ keepAliveTimeoutMs: 60 });
    const { hostname, port } = new URL(emulator.url);
    emulator.inject({ kind: 'latency', ms: 150 });
    const { path, headers } = signedRequest({ host: `${hostname}:${port}`, query: GOOD_INITIALIZE });
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const raw = await rawExchange(hostname, Number(port), `POST ${path} HTTP/1.1\r\n${head.join('')}\r\n`);
    expect(raw.text).toMatch(/^HTTP\/1\.1 200/);
    expect(raw.ended).toBe('closed');
  });

  it('get a response with the marker even when they send no HTTP, or too much of it', async () => {
    const { url } = await start();
    const { hostname, port } = new URL(url);
    const garbage = await rawExchange(hostname, Number(port), 'hello\r\n\r\n');
    expect(garbage.text).toMatch(/^HTTP\/1\.1 400 [\s\S]*x-cloudauth-emulator: 1/);
    const long = await request(`${url}/?MetaInfo=${'x'.repeat(20_000)}`, { method: 'POST' });
    expect(long.statusCode).toBe(431);
    expect(long.headers['x-cloudauth-emulator']).toBe('1');
    await long.body.dump();
  });

  it('do not announce an idle limit when configured not to', async () => {
    const { url } = await start({ announceKeepAlive: false });
    expect((await control(url, 'GET', '/health')).headers['keep-alive']).toBeUndefined();
  });
});

describe('options', () => {
  it.each([
    [{ accessKeys: [] }, 'accessKeys'],
    [{ accessKeys: [{ id: '', secret: 'in-clear' }] }, 'accessKeys'],
    [{ port: 70_000 }, 'port'],
    [{ forwardTo: 'https://in-clear.example/path' }, 'forwardTo'],
    [{ qps: -1 }, 'qps'],
    [{ seed: 0.5 }, 'seed'],
  ])('are rejected by name and without the value if they are invalid: %j', async (options, name) => {
    const refused = start(options);
    await expect(refused).rejects.toThrow(name);
    await expect(refused).rejects.not.toThrow('in-clear');
  });
});
