import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { EVERY_MARK, MARKS, marksIn } from '../support/conformance/marks.js';
import type { Response } from '../support/http/http-caller.js';
import { LogRecords } from '../support/telemetry/log-records.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { rawExchange } from '../support/http/raw-exchange.js';
import { startVerification } from '../support/host/start-verification.js';
import { adapters } from '../support/runner/suite.js';

const KEY = { authorization: `Bearer ${SANDBOX.apiKey}` };
const mark = encodeURIComponent(EVERY_MARK);

/** Requests with a secret or personal value in every place, and the log lines they may cause. */
const MARKED: readonly { method: string; path: string; headers?: Record<string, string>; logged: object }[] =
  [
    {
      method: 'GET',
      path: `/id-verification/callback?callbackToken=${mark}&transactionId=${mark}&passed=Y`,
      logged: { method: 'GET', route: '/id-verification/callback', status: 200 },
    },
    {
      method: 'GET',
      path: `/verifications/${mark}`,
      headers: KEY,
      logged: { route: '/verifications/:merchantBizId', status: 404, apiKey: 'sandbox' },
    },
    {
      method: 'DELETE',
      path: `/verifications/${mark}?force=${mark}`,
      headers: KEY,
      logged: { method: 'DELETE', route: '/verifications/:merchantBizId', status: 400 },
    },
    {
      method: 'GET',
      path: `/verifications?cursor=${mark}`,
      headers: { authorization: `Bearer ${MARKS.apiKey}` },
      logged: { route: '/verifications', status: 401 },
    },
    { method: 'GET', path: `/${mark}`, logged: { route: 'none', status: 404 } },
    {
      method: 'GET',
      path: `/verifications/%E0%A4%A${MARKS.merchantUserId}`,
      logged: { route: 'none', status: 400 },
    },
  ];

describe.each(adapters())('The access log on %s', (adapter) => {
  const log = new LogRecords();
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).loggingTo(log).start();
  });
  afterAll(() => sample.stop());

  const lineOf = ({ headers }: Response) =>
    log.next('request', ({ reqId }) => reqId === headers.get('x-request-id'));

  it('has one line for a request: route, status, time, key, network and the id that the response carries', async () => {
    const { merchantBizId } = await startVerification(sample);

    expect(await lineOf(await sample.get(`/verifications/${merchantBizId}`))).toEqual({
      level: 'info',
      method: 'GET',
      route: '/verifications/:merchantBizId',
      status: 200,
      ms: expect.any(Number),
      apiKey: 'sandbox',
      network: '127.0.0.0/24',
      reqId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it.each(MARKED)('repeats nothing of $method $path', async ({ method, path, headers = {}, logged }) => {
    const marked = { 'x-request-id': EVERY_MARK, 'user-agent': EVERY_MARK, referer: `http://x.de/${mark}` };
    const response = await sample.call(path, { method, headers: { ...marked, ...headers } });

    expect(await lineOf(response)).toMatchObject(logged);
    expect(marksIn(log.text)).toEqual([]);
  });

  it('has the id that a caller gives, as the response and every event of the request', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const response = await sample.postText('/verifications', JSON.stringify(LEAST_BODY), {
      'x-request-id': 'my-trace-1',
      traceparent,
    });

    expect(response.headers.get('x-request-id')).toBe('my-trace-1');
    const ids = { reqId: 'my-trace-1', traceId };
    expect(await lineOf(response)).toMatchObject(ids);
    const { merchantBizId } = response.body;
    expect(
      await log.next('verification_initialized', (fields) => fields['merchantBizId'] === merchantBizId),
    ).toMatchObject(ids);
  });

  it('logs probes that succeed only from debug on', async () => {
    const line = await lineOf(await sample.call('/health/live'));
    expect(line).toMatchObject({ route: '/health/live', status: 200, level: 'debug' });
  });

  it('names no key where none was let in', async () => {
    const line = await lineOf(await sample.call('/verifications', { headers: { 'x-api-key': 'wrong' } }));

    expect(line).toMatchObject({ status: 401 });
    expect(line).not.toHaveProperty('apiKey');
  });

  it('records that a reader disconnected before the end', async () => {
    const { merchantBizId } = await startVerification(sample);
    const stream = await sample.follow(`/verifications/${merchantBizId}/events`);
    await stream.next();
    stream.leave();

    expect(await log.next('request', ({ aborted }) => aborted === true)).toMatchObject({
      route: '/verifications/:merchantBizId/events',
      status: 200,
      apiKey: 'sandbox',
    });
  });

  it('records a request that is not HTTP, without its text', async () => {
    await rawExchange(sample.origin, `NONSENSE ${EVERY_MARK}\r\n\r\n`);

    expect(await log.next('request_unreadable', () => true)).toEqual({
      level: 'info',
      status: 400,
      code: expect.stringMatching(/^HPE_/),
    });
    expect(marksIn(log.text)).toEqual([]);
  });
});
