import { connect } from 'node:net';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { problemType } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { rawExchange, statusesIn } from '../support/http/raw-exchange.js';
import { adapters } from '../support/runner/suite.js';

const HOST = 'Host: sample\r\n';
const KEY = `Authorization: Bearer ${SANDBOX.apiKey}\r\n`;
const JSON_TYPE = 'Content-Type: application/json\r\n';
const LAST = 'Connection: close\r\n';
const NOT_STORED = /^Cache-Control: no-store\r$/im;
const SMUGGLED = `GET /verifications HTTP/1.1\r\n${HOST}${KEY}\r\n`;

/** Where a proxy and the application could come to see two requests in one, or one in two. */
const AMBIGUOUS = [
  ['a length beside chunks', `Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ['chunks beside a length', `Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ['two lengths', `Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`],
  ['a list of lengths', `Content-Length: 0, ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`],
  ['a length with a sign', `Content-Length: +0\r\n\r\n${SMUGGLED}`],
  ['an encoding that is not known', `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  [
    'chunks that something is done to afterwards',
    `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  ['a space in front of the colon', `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  [
    'a header that goes on in the next line',
    `X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  ['chunks with a broken length', `Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n${SMUGGLED}`],
  ['a bare line feed between headers', `X-A: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
] as const;

describe.each(adapters())('A connection on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).with({ REQUEST_TIMEOUT_SECONDS: '1' }).start();
  });
  afterAll(() => sample.stop());

  it.each(AMBIGUOUS)('brings no second request in with %s', async (_, rest) => {
    const exchange = await rawExchange(
      sample.origin,
      `POST /verifications HTTP/1.1\r\n${HOST}${JSON_TYPE}${rest}`,
    );

    expect(statusesIn(exchange)).toEqual([expect.any(Number)]);
    expect(statusesIn(exchange)[0]).toBeGreaterThanOrEqual(400);
    expect(exchange).toMatch(/^Connection: close\r$/im);
    expect(exchange).not.toContain('"items"');
  });

  it.each([
    ['of which the headers never end', `GET /verifications HTTP/1.1\r\n${HOST}X-Slow: `],
    [
      'of which the body never ends',
      `POST /verifications HTTP/1.1\r\n${HOST}${KEY}${JSON_TYPE}Content-Length: 99\r\n\r\n{`,
    ],
    [
      'of which the chunks never end',
      `POST /verifications HTTP/1.1\r\n${HOST}${KEY}${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
    ],
  ])('is ended by a request %s', async (_, head) => {
    const exchange = await rawExchange(sample.origin, head);

    expect(statusesIn(exchange)).toEqual([408]);
    expect(exchange).toContain(problemType('request_too_slow'));
    expect(exchange).toMatch(NOT_STORED);
  });

  it('is not ended while a client reads it', async () => {
    const { body } = await sample.post('/verifications', {
      merchantUserId: 'a',
      metaInfo: '{"deviceType":"h5"}',
    });
    const stream = await sample.follow(`/verifications/${String(body['merchantBizId'])}/events`);
    await stream.next();
    // As long as a slow request takes to be ended.
    await rawExchange(sample.origin, `GET / HTTP/1.1\r\n${HOST}X-Slow: `);
    sample.emulator.finish(String(body['transactionId']), { passed: 'Y' });
    await sample.send('POST', `/verifications/${String(body['merchantBizId'])}/check`);

    expect(await stream.next()).toMatchObject({ data: { status: 'PASSED' } });
  });

  it.each([
    ['one huge header', `X-Huge: ${'a'.repeat(20_000)}\r\n`],
    [
      'many headers',
      Array.from({ length: 2_000 }, (_, index) => `X-${index}: ${'a'.repeat(10)}\r\n`).join(''),
    ],
  ])('is refused with %s', async (_, headers) => {
    const exchange = await rawExchange(
      sample.origin,
      `GET /verifications HTTP/1.1\r\n${HOST}${KEY}${headers}\r\n`,
    );

    expect(statusesIn(exchange)).toEqual([431]);
    expect(exchange).toContain(problemType('headers_too_large'));
    expect(exchange).toMatch(NOT_STORED);
  });

  it.each([
    ['two Host headers', `${HOST}Host: other\r\n`],
    ['the same Host twice', `${HOST}${HOST}`],
    ['no Host', ''],
  ])('is refused with %s', async (_, hosts) => {
    const exchange = await rawExchange(sample.origin, `GET /health/live HTTP/1.1\r\n${hosts}${LAST}\r\n`);

    expect(statusesIn(exchange)).toEqual([400]);
  });

  it.each([
    ['two keys in one header', `${KEY}Authorization: Bearer other\r\n`],
    ['two keys in one header, the wrong one first', `Authorization: Bearer other\r\n${KEY}`],
    ['a key in each header that differ', `${KEY}X-Api-Key: other\r\n`],
    ['two keys in x-api-key', `X-Api-Key: ${SANDBOX.apiKey}\r\nX-Api-Key: other\r\n`],
    [
      'a key and credentials of another scheme',
      `Authorization: Basic YTpi\r\nX-Api-Key: ${SANDBOX.apiKey}\r\n`,
    ],
  ])('refuses %s', async (_, headers) => {
    const exchange = await rawExchange(
      sample.origin,
      `GET /verifications HTTP/1.1\r\n${HOST}${LAST}${headers}\r\n`,
    );

    expect(statusesIn(exchange)).toEqual([401]);
  });

  it.each([
    ['one key', KEY],
    ['the same key by both ways', `${KEY}X-Api-Key: ${SANDBOX.apiKey}\r\n`],
  ])('is accepted with %s', async (_, headers) => {
    const exchange = await rawExchange(
      sample.origin,
      `GET /verifications HTTP/1.1\r\n${HOST}${LAST}${headers}\r\n`,
    );

    expect(statusesIn(exchange)).toEqual([200]);
  });

  it('does not harm the application when it is reset during a body', async () => {
    const { hostname, port } = new URL(sample.origin);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve) => {
      socket.write(
        `POST /verifications HTTP/1.1\r\n${HOST}${KEY}${JSON_TYPE}Content-Length: 99\r\n\r\n{`,
        () => resolve(),
      );
    });
    socket.resetAndDestroy();

    expect((await sample.get('/verifications')).status).toBe(200);
  });
});
