import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { get, rawCalls } from '../support/http/raw-calls.js';
import { adapters } from '../support/runner/suite.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { CALLBACK_PATH, VerdictStage, type Started } from '../support/host/verdict-stage.js';

describe.each(adapters())('the response to a callback, on %s', (on) => {
  let stage: VerdictStage;
  let host: VerdictHost;
  let open: Started;
  let ended: Started;

  beforeAll(async () => {
    stage = await VerdictStage.open('callback_response');
    host = await stage.host({}, { on });
    open = await stage.start(host);
    ended = await stage.start(host);
    stage.emulator.finish(ended.transactionId, { passed: 'Y' });
    await host.service.check(ended.merchantBizId);
  });
  afterAll(() => stage.close());

  it('is identical to the byte for every query, with and without a token', async () => {
    const { callbackToken, transactionId } = open;
    const queries = [
      '',
      '?',
      `?callbackToken=${callbackToken}&transactionId=${transactionId}&passed=Y&subCode=200`,
      `?callbackToken=${ended.callbackToken}&transactionId=${ended.transactionId}&passed=N&subCode=205`,
      `?callbackToken=${'0'.repeat(64)}&transactionId=${transactionId}&passed=Y`,
      '?callbackToken=&transactionId=unknown',
      '?%',
      '?%E0%A4%A',
      '?callbackToken=%ff',
      '?&&&===',
      '?a[b][c]=d',
      '?__proto__[x]=1',
      '?x=<script>',
      '?x=\'"',
      `?${'a=b&'.repeat(2_000)}callbackToken=${callbackToken}`,
      `?callbackToken=${'x'.repeat(12_000)}`,
      `?callbackToken=${callbackToken}#fragment`,
    ];

    const responses = await rawCalls(
      host.origin,
      queries.map((query) => get(CALLBACK_PATH + query)),
    );

    expect(responses).toHaveLength(queries.length);
    expect(responses[0]).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(new Set(responses).size).toBe(1);
  });

  it('has the same headers and no body for HEAD', async () => {
    const [response = ''] = await rawCalls(host.origin, [get(CALLBACK_PATH)]);
    const heads = await rawCalls(
      host.origin,
      ['', `?callbackToken=${open.callbackToken}`].map((query) => `HEAD ${CALLBACK_PATH}${query} HTTP/1.1`),
    );

    expect(heads).toEqual([response.replace(/OK$/, ''), response.replace(/OK$/, '')]);
  });

  it('forbids caching by intermediaries', async () => {
    const httpResponse = await stage.call(host, '');

    expect(httpResponse.headers.get('cache-control')).toBe('no-store');
  });

  it('is 431 for a URL beyond every limit, and the server keeps serving', async () => {
    const [response] = await rawCalls(host.origin, [
      get(`${CALLBACK_PATH}?callbackToken=${'x'.repeat(100_000)}`),
    ]);

    expect(response).toMatch(/^HTTP\/1\.1 431 /);
    expect((await stage.call(host, '')).status).toBe(200);
  });
});
