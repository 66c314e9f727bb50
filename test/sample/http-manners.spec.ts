import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { LIVE_SETTINGS } from '../support/host/live-settings.js';
import { problemIn } from '../support/http/problem-in.js';
import { rawExchange, statusesIn } from '../support/http/raw-exchange.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const ORIGIN = 'https://shop.example.com';
const LAST = 'Connection: close\r\n\r\n';

describe.each(adapters())('HTTP manners on %s:', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application()
      .on(adapter)
      .with({ CORS_ORIGINS: ORIGIN, REQUESTS_PER_KEY_PER_MINUTE: '1000' })
      .start();
  });
  afterAll(() => sample.stop());

  it('serves each route under /v1 too, with the same response', async () => {
    const { body } = await sample.post('/v1/verifications', LEAST_BODY);
    const path = `/verifications/${String(body['merchantBizId'])}`;

    expect((await sample.get(`/v1${path}`)).body).toEqual((await sample.get(path)).body);
    expect((await sample.get('/v1?lang=en')).status).toBe(200);
    expect(problemIn(await sample.get(`/v2${path}`))).toBe('404 route_not_found');
    expect(problemIn(await sample.get(`/v10${path}`))).toBe('404 route_not_found');
  });

  it.each(['metrics', 'metrics/', 'METRICS', 'metrics#a', '%6detrics', 'health/live', 'health/ready'])(
    'has no version of what a proxy keeps to operators: /v1/%s',
    async (path) => {
      const request = (method: string) => `${method} /v1/${path} HTTP/1.1\r\nHost: sample\r\n`;

      expect(statusesIn(await rawExchange(sample.origin, `${request('GET')}${LAST}`))).toEqual([404]);
      expect(statusesIn(await rawExchange(sample.origin, `${request('POST')}${LAST}`))).toEqual([404]);
    },
  );

  it('says what is left of the request limit', async () => {
    const { headers } = await sample.get('/verifications');
    const left = Number(headers.get('ratelimit-remaining'));

    expect(headers.get('ratelimit-limit')).toBe('1000');
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
    const next = await sample.get('/verifications/unknown');
    expect(next.headers.get('ratelimit-remaining')).toBe(String(left - 1));
  });

  it.each(['/verifications/unknown', '/nowhere', '/verifications?limit=0'])(
    'names the occurrence of a problem by its request: %s',
    async (path) => {
      const { headers, body } = await sample.get(path);
      expect(body['instance']).toBe(`urn:id-verification:request:${headers.get('x-request-id')}`);
    },
  );

  it('lets the pages of a configured origin call it, and those of no other', async () => {
    const preflight = (origin: string) =>
      sample.call('/invitations/redeem', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });

    const allowed = await preflight(ORIGIN);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(
      (await preflight('https://other.example.com')).headers.get('access-control-allow-origin'),
    ).not.toBe('https://other.example.com');
    const { headers } = await sample.call('/verifications', { headers: { origin: ORIGIN } });
    expect(headers.get('access-control-expose-headers')).toContain('X-Request-Id');
  });

  it('says whether a start was real', async () => {
    expect((await sample.post('/verifications', LEAST_BODY)).body['livemode']).toBe(false);
  });
});

describe.each(adapters())('Without CORS on %s,', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application()
      .on(adapter)
      .live()
      .with({
        ...LIVE_SETTINGS,
        API_KEYS: `desk:${sha256('key-to-read')}:read,shop:${sha256('key-of-shop')}`,
      })
      .start();
  });
  afterAll(() => sample.stop());

  it('OPTIONS lists the methods of a path', async () => {
    const { status, headers } = await sample.call('/verifications', { method: 'OPTIONS' });

    expect(status).toBe(204);
    expect(headers.get('allow')?.split(', ').toSorted()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST']);
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });

  it('a key that may only read opens GET and HEAD alone', async () => {
    const authorization = 'Bearer key-to-read';
    const withKey = (method: string, path: string) =>
      sample.call(path, { method, headers: { authorization } });

    expect((await withKey('GET', '/verifications')).status).toBe(200);
    expect((await withKey('HEAD', '/verifications')).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/verifications'],
      ['DELETE', '/verifications/some-id'],
      ['POST', '/verifications/some-id/check'],
      ['POST', '/operations/verifications/some-id/check'],
    ] as const) {
      expect(problemIn(await withKey(method, path)), `${method} ${path}`).toBe('403 read_only_key');
    }
  });

  it.each([
    ['key-to-read', 'viewer'],
    ['key-of-shop', 'operator'],
  ])('the console takes %s for a %s', async (key, role) => {
    const headers = { authorization: `Bearer ${key}` };

    expect((await sample.call('/operations/role', { headers })).body).toEqual({ role });
  });
});
