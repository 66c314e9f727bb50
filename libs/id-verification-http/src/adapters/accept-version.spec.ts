import { expect, it } from 'vitest';
import { withoutVersion } from './accept-version.js';

const routed = (url: string) => withoutVersion(url, 'v1', ['health', 'metrics']);

it.each([
  ['/v1/verifications', '/verifications'],
  ['/v1/verifications?limit=1', '/verifications?limit=1'],
  ['/v1/verifications/a%2Fb/events', '/verifications/a%2Fb/events'],
  ['/v1/docs-json', '/docs-json'],
  ['/v1/healthy', '/healthy'],
  ['/v1/orders/metrics', '/orders/metrics'],
  ['/v1', '/'],
  ['/v1/', '/'],
  ['/v1?lang=en', '/?lang=en'],
  ['/v1/?lang=en', '/?lang=en'],
])('routes %s like %s', (url, path) => {
  expect(routed(url)).toBe(path);
});

it.each([
  '/verifications',
  '/v10/verifications',
  '/v1/metrics',
  '/v1/metrics/',
  '/v1/metrics?a=b',
  '/v1/METRICS',
  '/v1/health/ready',
  // In each of these, one framework or another finds an unversioned path.
  '/v1/metrics#a',
  '/v1/metrics;a',
  '/v1/%6detrics',
  '/v1/%68ealth/live',
  '/v1//metrics',
  '/v1/\\metrics#',
])('leaves %s as it is', (url) => {
  expect(routed(url)).toBe(url);
});
