import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { adapters } from '../support/runner/suite.js';

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};

const RESPONSES = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/docs' },
  { method: 'GET', path: '/docs-json' },
  { method: 'GET', path: '/assets/page.css' },
  { method: 'GET', path: '/verifications' },
  { method: 'GET', path: '/verifications/nothing' },
  { method: 'POST', path: '/verifications' },
  { method: 'GET', path: '/nowhere' },
  { method: 'GET', path: '/health/live' },
];

describe.each(adapters())('Every answer on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  it.each(RESPONSES)('has security headers: $method $path', async ({ method, path }) => {
    const { headers } = await sample.call(path, {
      method,
      headers: { authorization: `Bearer ${SANDBOX.apiKey}` },
    });

    expect(Object.fromEntries(headers)).toMatchObject(EVERYWHERE);
    const policy = (headers.get('content-security-policy') ?? '')
      .split(';')
      .map((directive) => directive.trim());
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|http:|\*/);
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });

  it.each(['/verifications/%E0%A4%A', '/id-verification/callback'])(
    'is never taken for something else: %s',
    async (path) => {
      const { headers } = await sample.get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );
});
