import { describe, expect, it } from 'vitest';
import { call, control, GOOD_INITIALIZE, initialize } from '../testing/call.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { rawExchange } from '../testing/raw-socket.fixture.js';

const start = emulators();

describe('control', () => {
  it('reports that the emulator is healthy', async () => {
    const { url } = await start();
    expect(await control(url, 'GET', '/health')).toMatchObject({
      status: 200,
      headers: { 'x-cloudauth-emulator': '1' },
      json: { status: 'ok', url },
    });
  });

  it('lists transactions and shows one', async () => {
    const { url } = await start();
    const id = await initialize(url);
    const expected = { transactionId: id, status: 'waiting', merchantBizId: GOOD_INITIALIZE.MerchantBizId };
    expect((await control(url, 'GET', '/transactions')).json).toMatchObject([expected]);
    expect((await control(url, 'GET', `/transactions/${id}`)).json).toMatchObject(expected);
    expect((await control(url, 'GET', '/transactions/unknown')).status).toBe(404);
  });

  it('finds transactions by business id and by status', async () => {
    const emulator = await start();
    const [first] = [
      await initialize(emulator.url, { MerchantBizId: 'one' }),
      await initialize(emulator.url),
    ];
    emulator.finish(first, { passed: 'Y' });
    const found = async (query: string) =>
      (await control(emulator.url, 'GET', `/transactions?${query}`)).json;
    expect(await found('merchantBizId=one')).toMatchObject([{ transactionId: first }]);
    expect(await found('status=finished&limit=5')).toMatchObject([{ transactionId: first }]);
    expect(await found('limit=1')).toMatchObject([{ status: 'waiting' }]);
  });

  it('finishes a transaction once', async () => {
    const { url } = await start();
    const id = await initialize(url);
    const finish = () => control(url, 'POST', `/transactions/${id}/finish`, { passed: 'N', subCode: '206' });
    expect(await finish()).toMatchObject({
      status: 200,
      json: { status: 'finished', outcome: { passed: 'N', subCode: '206' } },
    });
    expect(await finish()).toMatchObject({ status: 409 });
  });

  it('refuses to finish what has expired or never existed', async () => {
    const { url } = await start();
    const id = await initialize(url);
    await control(url, 'POST', '/clock/advance', { ms: 30 * 60_000 });
    const verdict = { passed: 'Y' };
    expect((await control(url, 'POST', `/transactions/${id}/finish`, verdict)).status).toBe(409);
    expect((await control(url, 'POST', '/transactions/unknown/finish', verdict)).status).toBe(404);
  });

  it.each([-1, 8.64e15, Number.MAX_SAFE_INTEGER])('refuses to advance its clock by %d ms', async (ms) => {
    const { url } = await start();
    expect((await control(url, 'POST', '/clock/advance', { ms })).status).toBe(400);
    expect((await control(url, 'GET', '/clock')).json).toMatchObject({ offsetMs: 0 });
  });

  it('accepts calls after its clock was advanced, although clients keep their time', async () => {
    const { url } = await start();
    await control(url, 'POST', '/clock/advance', { ms: 90 * 24 * 3_600_000 });
    expect((await call(url, { query: GOOD_INITIALIZE })).status).toBe(200);
  });

  it('injects, lists and clears faults', async () => {
    const { url } = await start();
    const { json } = await control(url, 'POST', '/faults', { kind: 'vendorCode', code: 'InternalError' });
    expect(json).toMatchObject({ id: 1, remaining: 1 });
    expect((await control(url, 'GET', '/faults')).json).toHaveLength(1);
    expect((await control(url, 'DELETE', '/faults/1')).status).toBe(200);
    expect((await control(url, 'DELETE', '/faults/1')).status).toBe(404);
    await control(url, 'POST', '/faults', { kind: 'hang' });
    await control(url, 'DELETE', '/faults');
    expect((await call(url, { query: GOOD_INITIALIZE })).status).toBe(200);
  });

  it('shows what was sent, with the verdict on it', async () => {
    const { url } = await start();
    await call(url, { query: GOOD_INITIALIZE });
    await call(url, { accessKeySecret: 'wrong' });
    const { json } = await control(url, 'GET', '/requests');
    expect(json).toMatchObject([
      {
        action: 'Initialize',
        verdict: 'admitted',
        code: 'Success',
        status: 200,
        parameters: GOOD_INITIALIZE,
      },
      { action: 'Initialize', verdict: 'refused', code: 'SignatureDoesNotMatch', status: 400 },
    ]);
    expect((await control(url, 'GET', '/requests?verdict=refused&limit=1')).json).toHaveLength(1);
    expect((await control(url, 'GET', '/requests?after=2')).json).toHaveLength(0);
  });

  it('changes settings', async () => {
    const { url } = await start();
    const changes = { qps: { CheckResult: 5 }, expiredResponse: 'TransactionIdInvalid' };
    expect((await control(url, 'PATCH', '/settings', changes)).json).toMatchObject(changes);
    expect((await control(url, 'GET', '/settings')).json).toMatchObject(changes);
  });

  it('forgets everything on reset', async () => {
    const emulator = await start();
    await initialize(emulator.url);
    await control(emulator.url, 'POST', '/reset');
    expect(emulator.transactions()).toEqual([]);
    expect(emulator.requests()).toEqual([]);
    expect(emulator.counters().actions).toEqual({});
  });

  it.each([
    ['POST', '/transactions/x/finish', { passed: true }, 'passed'],
    ['POST', '/transactions/x/finish', { passed: 'Y', subCode: 200 }, 'subCode'],
    ['POST', '/transactions/x/finish', undefined, '(body)'],
    ['POST', '/faults', { kind: 'latency', ms: 'long' }, 'ms'],
    ['POST', '/clock/advance', { ms: -1 }, 'ms'],
    ['POST', '/clock/advance', {}, 'ms'],
    ['PATCH', '/settings', { qsp: 1 }, 'qsp'],
    ['PATCH', '/settings', { callbackMode: { mode: 'delayed' } }, 'callbackMode'],
    ['GET', '/requests?limit=some', undefined, 'limit'],
    ['GET', '/transactions?status=lost', undefined, 'status'],
  ] as const)('responds to %s %s with %j by naming the field', async (method, path, body, field) => {
    const { url } = await start();
    const { status, json } = await control(url, method, path, body);
    expect(status).toBe(400);
    expect(json['problems']).toMatchObject([{ field, rule: expect.any(String) }]);
  });

  it('responds with an error to what is not JSON, not a route or not a method of it', async () => {
    const { url } = await start();
    expect((await control(url, 'POST', '/faults', '{')).status).toBe(400);
    expect((await control(url, 'GET', '/nowhere')).status).toBe(404);
    expect((await control(url, 'DELETE', '/health')).status).toBe(405);
  });

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page that may not say its origin', { origin: 'null' }],
    ["another site's script", { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ])('refuses %s', async (_, headers) => {
    const { url } = await start();
    const response = await control(url, 'POST', '/reset', undefined, headers);
    expect(response.status).toBe(403);
  });

  it('refuses a name that was rebound to this machine, and takes the public one', async () => {
    const { url } = await start({ publicUrl: 'http://phone.example:4010' });
    const port = Number(new URL(url).port);
    const get = (host: string) =>
      rawExchange(
        '127.0.0.1',
        port,
        `GET /_emulator/health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
    expect((await get('evil.example')).text).toMatch(/^HTTP\/1\.1 403/);
    expect((await get('phone.example:4010')).text).toMatch(/^HTTP\/1\.1 200/);
    expect((await get(`localhost:${port}`)).text).toMatch(/^HTTP\/1\.1 200/);
  });
});
