import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { startVerification } from '../support/host/start-verification.js';
import { adapters } from '../support/runner/suite.js';

const SQL = [
  "' OR '1'='1",
  "'; DROP TABLE id_verification; --",
  "\\'; SELECT pg_sleep(10); --",
  '$1',
  "1' UNION SELECT key FROM start_limit --",
];
const HTML = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
const HEADER = 'x\r\nSet-Cookie: taken=1\r\nX-Taken: 1\r\n\r\n<html>';

/** Everywhere that a caller's text goes. */
const PLACES = (text: string) => {
  const encoded = encodeURIComponent(text);
  return [
    { method: 'GET', path: `/verifications/${encoded}` },
    { method: 'GET', path: `/verifications/${encoded}/events` },
    { method: 'POST', path: `/verifications/${encoded}/check` },
    { method: 'DELETE', path: `/verifications/${encoded}?force=${encoded}` },
    { method: 'GET', path: `/verifications?status=${encoded}&limit=${encoded}&cursor=${encoded}` },
    { method: 'GET', path: `/onboardings/${encoded}` },
    {
      method: 'POST',
      path: '/verifications',
      body: { merchantBizId: text, sceneCode: text, metaInfo: text },
    },
    { method: 'GET', path: `/id-verification/callback?callbackToken=${encoded}` },
    { method: 'GET', path: `/?merchantBizId=${encoded}` },
    { method: 'GET', path: `/assets/${encoded}` },
    { method: 'GET', path: `/docs/${encoded}` },
    { method: 'GET', path: `/${encoded}` },
  ];
};

describe.each(adapters())('Injection on %s:', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  const responsesTo = (text: string) =>
    Promise.all(
      PLACES(text).map(({ method, path, body }) =>
        sample.call(path, {
          method,
          headers: { authorization: `Bearer ${SANDBOX.apiKey}`, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      ),
    );

  it.each(SQL)('treats SQL as text: %s', async (text) => {
    const { merchantBizId } = await startVerification(sample);
    const responses = await responsesTo(text);
    const started = await sample.post('/verifications', { ...LEAST_BODY, merchantUserId: text });

    expect(responses.filter(({ status }) => status >= 500)).toEqual([]);
    expect(responses.filter((response) => response.text.includes(merchantBizId))).toEqual([]);
    expect(started.status).toBe(201);
    expect((await sample.get(`/verifications/${merchantBizId}`)).status).toBe(200);
  });

  it('repeats HTML in no response, and no response can be taken for a page', async () => {
    const responses = await responsesTo(HTML);

    expect(
      responses.filter(({ text }) => text.includes('<script>alert') || text.includes('onerror')),
    ).toEqual([]);
    expect(responses.map(({ headers }) => headers.get('x-content-type-options'))).toEqual(
      responses.map(() => 'nosniff'),
    );
  });

  it('makes no header of a line end', async () => {
    const responses = await responsesTo(HEADER);

    expect(responses.filter(({ headers }) => headers.has('set-cookie') || headers.has('x-taken'))).toEqual(
      [],
    );
    expect(responses.filter(({ status }) => status >= 500)).toEqual([]);
  });
});
