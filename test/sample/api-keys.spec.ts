import { createHash } from 'node:crypto';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { LIVE_SETTINGS } from '../support/host/live-settings.js';
import { adapters } from '../support/runner/suite.js';

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');

describe.each(adapters())('API keys on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application()
      .on(adapter)
      .live()
      .with({ ...LIVE_SETTINGS, API_KEYS: `shop:${sha256('key-of-shop')},desk:${sha256('key-of-desk')}` })
      .start();
  });
  afterAll(() => sample.stop());

  const listWith = (headers: Record<string, string>) => sample.call('/verifications', { headers });

  it.each([
    ['the first key as bearer token', { authorization: 'Bearer key-of-shop' }],
    ['the second key as bearer token', { authorization: 'bearer key-of-desk' }],
    ['the first key in x-api-key', { 'x-api-key': 'key-of-shop' }],
    ['the second key in x-api-key', { 'x-api-key': 'key-of-desk' }],
  ])('open the routes with %s', async (_, headers) => {
    expect((await listWith(headers)).status).toBe(200);
  });

  it.each([
    ['a key that is not known', { authorization: 'Bearer key-of-another' }],
    ['the sandbox’s key', { authorization: `Bearer ${SANDBOX.apiKey}` }],
    ['the hash of a key', { 'x-api-key': sha256('key-of-shop') }],
    ['a key with something behind it', { 'x-api-key': 'key-of-shop2' }],
  ])('keep out %s', async (_, headers) => {
    const response = await listWith(headers);

    expect(problemIn(response)).toBe('401 unauthorized');
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="verifications", error="invalid_token"',
    );
  });

  it.each([
    ['nothing', {}],
    ['an empty bearer token', { authorization: 'Bearer ' }],
    ['an empty x-api-key', { 'x-api-key': '' }],
    ['another scheme', { authorization: 'Basic key-of-shop' }],
  ])('are asked for when there is %s', async (_, headers) => {
    const response = await listWith(headers);

    expect(problemIn(response)).toBe('401 unauthorized');
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="verifications"');
  });

  it.each(['api_key', 'apiKey', 'x-api-key', 'key', 'access_token', 'authorization'])(
    'open nothing from an address, where they would end up in logs: ?%s=',
    async (name) => {
      for (const value of ['key-of-shop', 'Bearer%20key-of-shop']) {
        const response = await sample.call(`/verifications?${name}=${value}`);
        expect(problemIn(response)).toBe('401 unauthorized');
      }
    },
  );

  it.each(['/verifications', '/verifications/some-id'])('protect GET %s', async (path) => {
    expect(problemIn(await sample.call(path))).toBe('401 unauthorized');
  });

  it('protect initialize', async () => {
    expect(problemIn(await sample.call('/verifications', { method: 'POST' }))).toBe('401 unauthorized');
  });

  it.each(['/', '/docs', '/docs-json', '/health/live', '/health/ready'])(
    'are not needed for %s',
    async (path) => {
      expect((await sample.call(path)).status).toBe(200);
    },
  );
});
