import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { VENDOR_CODES } from '../responses/vendor-codes.js';
import { call, GOOD_INITIALIZE } from '../testing/call.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { callGenuine, genuineClient } from '../testing/genuine-client.fixture.js';
import { bodyOf, rawCall } from '../testing/raw-socket.fixture.js';
import type { Fault } from './fault.js';

const start = emulators();
const query = GOOD_INITIALIZE;

async function responseWith(fault: Fault) {
  const emulator = await start();
  emulator.inject(fault);
  return call(emulator.url, { query });
}

async function rawWith(fault: Fault, giveUpMs?: number) {
  const emulator = await start();
  emulator.inject(fault);
  const raw = await rawCall(emulator.url, { query, headers: { connection: 'close' } }, giveUpMs);
  return { raw, emulator };
}

async function codes(emulator: Awaited<ReturnType<typeof start>>, calls: number): Promise<unknown[]> {
  const responses = [];
  for (let i = 0; i < calls; i += 1) responses.push(await call(emulator.url, { query }));
  return responses.map(({ json }) => json.Code);
}

describe('a fault in place of the operation', () => {
  it.each(Object.entries(VENDOR_CODES))(
    'responds with %s and the status of the vendor',
    async (code, { status }) => {
      const response = await responseWith({ kind: 'vendorCode', code });
      expect(response).toMatchObject({ status, json: { Code: code, RequestId: expect.any(String) } });
    },
  );

  it('responds with an unknown code, with status and text as given', async () => {
    const fault: Fault = { kind: 'vendorCode', code: 'Brand.New', httpStatus: 418, message: 'tea' };
    const response = await responseWith(fault);
    expect(response).toMatchObject({ status: 418, json: { Code: 'Brand.New', Message: 'tea' } });
  });

  it("reaches the vendor's client as its throttling error, with the time to wait", async () => {
    const emulator = await start();
    emulator.inject({ kind: 'throttling', retryAfterMs: 700 });
    const calling = callGenuine(genuineClient(emulator), 'Initialize', query);
    await expect(calling).rejects.toMatchObject({ code: 'Throttling.Api', statusCode: 403, retryAfter: 700 });
  });

  it.each([
    ['an HTML page', 502, '<html>Bad Gateway</html>', 'text/html'],
    ['nothing', 500, '', 'application/json'],
    ['null', 400, 'null', 'application/json'],
    ['a list', 200, '[]', 'application/json'],
  ])('responds with %s', async (_, status, body, contentType) => {
    const response = await responseWith({ kind: 'rawResponse', status, body, contentType });
    expect(response).toMatchObject({ status, text: body, headers: { 'content-type': contentType } });
  });

  it('responds with a redirect', async () => {
    const response = await responseWith({ kind: 'redirect', location: 'https://example.com/' });
    expect(response).toMatchObject({ status: 302, headers: { location: 'https://example.com/' } });
  });

  it('resets the connection, and carries nothing out', async () => {
    const { raw, emulator } = await rawWith({ kind: 'resetBeforeResponse' });
    expect(raw).toMatchObject({ text: '', ended: 'reset' });
    expect(emulator.transactions()).toHaveLength(0);
  });

  it('hangs without closing, and carries nothing out', async () => {
    const { raw, emulator } = await rawWith({ kind: 'hang' }, 150);
    expect(raw).toMatchObject({ text: '', ended: 'open' });
    expect(emulator.transactions()).toHaveLength(0);
  });
});

describe('a fault in what the operation said', () => {
  it('returns HTTP 200 with another code', async () => {
    const { status, json } = await responseWith({ kind: 'okWithCode', code: 'InvalidParameter' });
    expect({ status, code: json.Code, result: json.Result }).toEqual({
      status: 200,
      code: 'InvalidParameter',
      result: undefined,
    });
  });

  it('leaves the TransactionId out of a success', async () => {
    const { json } = await responseWith({ kind: 'withoutTransactionId' });
    expect(json).toMatchObject({ Code: 'Success', Result: { Protocol: expect.any(String) } });
    expect(json.Result).not.toHaveProperty('TransactionId');
  });

  it('changes types and adds fields', async () => {
    const body = { Result: { TransactionId: 7, New: [true] }, Extra: {}, Message: null };
    const { json } = await responseWith({ kind: 'mergeBody', body });
    expect(json).toMatchObject({ ...body, Result: { ...body.Result, Protocol: expect.any(String) } });
  });
});

describe('a fault on the way back', () => {
  it('loses the response to an operation that was executed', async () => {
    const { raw, emulator } = await rawWith({ kind: 'loseResponse' });
    expect(raw).toMatchObject({ text: '', ended: 'reset' });
    expect(emulator.transactions()).toHaveLength(1);
  });

  it('cuts the body short of its announced length', async () => {
    const { raw } = await rawWith({ kind: 'cutBody', sentBytes: 10 });
    expect(Number(/content-length: (\d+)/i.exec(raw.text)?.[1])).toBeGreaterThan(10);
    expect({ length: bodyOf(raw).length, ended: raw.ended }).toEqual({ length: 10, ended: 'closed' });
  });

  it('resets in mid-body', async () => {
    let seen: { length: number; ended: string };
    // A receiver that reads too late, as on a busy machine, finds less, or a plain end behind the data.
    do {
      const { raw } = await rawWith({ kind: 'resetInBody', sentBytes: 10 });
      seen = { length: bodyOf(raw).length, ended: raw.ended };
      expect(seen.length).toBeLessThanOrEqual(10);
    } while (seen.length < 10 || seen.ended !== 'reset');
  });

  it('compresses a body without a request for compression', async () => {
    const { raw } = await rawWith({ kind: 'gzipBody' });
    expect(raw.text).toMatch(/content-encoding: gzip/i);
    expect(gunzipSync(Buffer.from(bodyOf(raw), 'latin1')).toString()).toContain('"Success"');
  });

  it('sends the head in pieces', async () => {
    const { raw } = await rawWith({ kind: 'slowHead', bytes: 40, intervalMs: 5 });
    expect(raw.pieces).toBeGreaterThan(3);
    expect(JSON.parse(bodyOf(raw))).toMatchObject({ Code: 'Success' });
    expect(raw.text).toMatch(/x-cloudauth-emulator: 1/i);
  });

  it('sends the body in pieces', async () => {
    const emulator = await start();
    emulator.inject({ kind: 'dripBody', bytes: 50, intervalMs: 2 });
    const { json } = await call(emulator.url, { query });
    expect(json.Code).toBe('Success');
  });
});

describe('latency', () => {
  it.each([30, { min: 30, max: 40 }])('delays a call for at least the given time', async (ms) => {
    const emulator = await start();
    emulator.inject({ kind: 'latency', ms });
    const begun = performance.now();
    await call(emulator.url, { query });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(29);
  });

  it('can be joined by a fault of another stage', async () => {
    const emulator = await start();
    emulator.inject({ kind: 'latency', ms: 5 });
    emulator.inject({ kind: 'vendorCode', code: 'InternalError' });
    await call(emulator.url, { query });
    expect(emulator.requests()).toMatchObject([{ faults: ['latency', 'vendorCode'], code: 'InternalError' }]);
  });
});

describe('the fault plan', () => {
  it('uses a fault up after the times given, and the next one follows', async () => {
    const emulator = await start();
    emulator.inject({ kind: 'vendorCode', code: 'InternalError', times: 2 });
    emulator.inject({ kind: 'vendorCode', code: 'ServiceUnavailable' });
    expect(await codes(emulator, 4)).toEqual([
      'InternalError',
      'InternalError',
      'ServiceUnavailable',
      'Success',
    ]);
  });

  it('applies only to its action', async () => {
    const emulator = await start();
    emulator.inject({ kind: 'vendorCode', code: 'InternalError', action: 'CheckResult' });
    expect(await codes(emulator, 1)).toEqual(['Success']);
    expect(emulator.faults()).toMatchObject([{ remaining: 1, met: 0 }]);
  });

  it('is not used up by calls that the gateway refuses', async () => {
    const emulator = await start();
    emulator.inject({ kind: 'vendorCode', code: 'InternalError' });
    await call(emulator.url, { accessKeySecret: 'wrong' });
    expect(await codes(emulator, 1)).toEqual(['InternalError']);
  });

  it('repeats its chances for the same seed', async () => {
    const runs = [];
    for (const seed of [3, 3]) {
      const emulator = await start({ seed });
      emulator.inject({ kind: 'vendorCode', code: 'InternalError', probability: 0.5 });
      runs.push(await codes(emulator, 12));
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(new Set(runs[0])).toEqual(new Set(['Success', 'InternalError']));
  });

  it('lasts for ever when asked to, and until it is cleared', async () => {
    const emulator = await start();
    const { id } = emulator.inject({ kind: 'vendorCode', code: 'InternalError', times: 'forever' });
    expect(await codes(emulator, 3)).toEqual(['InternalError', 'InternalError', 'InternalError']);
    emulator.removeFault(id);
    expect(await codes(emulator, 1)).toEqual(['Success']);
  });
});
