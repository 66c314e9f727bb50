import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { expressRoutes, type Route } from '../support/host/express-routes.js';
import { OpenApi } from '../support/http/open-api.js';
import { problemIn } from '../support/http/problem-in.js';
import { ADAPTERS } from '../support/runner/suite.js';

/**
 * Open to everybody, each for a reason: a page, its files, a probe, a description, the vendor, Prometheus, an invited
 * person, a fixed address.
 */
const PUBLIC = [
  'GET /',
  'GET /.well-known/security.txt',
  'GET /assets/:name',
  'GET /continue',
  'GET /docs',
  'GET /docs/:name',
  'GET /docs-json',
  'GET /favicon.ico',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /operations',
  'GET /operations/assets/:name',
  'GET /robots.txt',
  'POST /invitations/redeem',
];

/** What a proxy keeps to operators by its path, of which there is one alone. */
const UNVERSIONED = ['GET /health/live', 'GET /health/ready', 'GET /metrics'];

/** What only the operations page calls. */
const CONSOLE = [
  'GET /operations/verifications',
  'GET /operations/verifications/:merchantBizId',
  'GET /operations/verifications/:merchantBizId/history',
  'POST /operations/verifications/:merchantBizId/cancel',
  'POST /operations/verifications/:merchantBizId/check',
  'POST /operations/verifications/:merchantBizId/erase',
];

const GUARDED = [
  'DELETE /invitations/:merchantBizId',
  'DELETE /verifications/:merchantBizId',
  'GET /invitations/:merchantBizId',
  'GET /onboardings/:onboardingId',
  'GET /operations/deliveries',
  'GET /operations/erasures',
  'GET /operations/health',
  'GET /operations/role',
  'GET /operations/statistics',
  'GET /operations/statistics/over-time',
  'GET /operations/verifications.csv',
  'GET /verifications',
  'GET /verifications/:merchantBizId',
  'GET /verifications/:merchantBizId/events',
  'GET /verifications/:merchantBizId/history',
  'PATCH /verifications/:merchantBizId',
  'POST /invitations',
  'POST /onboardings',
  'POST /operations/deliveries/redeliver',
  'POST /verifications',
  'POST /verifications/:merchantBizId/cancel',
  'POST /verifications/:merchantBizId/check',
];

/** The library's route, which precedes the router of the application. */
const CALLBACK = ['GET /id-verification/callback', 'POST /id-verification/callback'];

/** What only the pages load, and what browsers and search engines request of every host. */
const FILES = [
  'GET /.well-known/security.txt',
  'GET /assets/:name',
  'GET /docs/:name',
  'GET /favicon.ico',
  'GET /operations/assets/:name',
  'GET /robots.txt',
];

const withColons = (path: string) => path.replace(/\{(\w+)\}/g, ':$1');

const nameOf = ({ method, path }: Route) => `${method} ${path}`;

describe('The routes of the sample', () => {
  let routes: Route[];
  const running: RunningApplication[] = [];
  beforeAll(async () => {
    for (const adapter of ADAPTERS) running.push(await application().on(adapter).start());
    const [onExpress] = running;
    const all = onExpress === undefined ? [] : expressRoutes(onExpress.nest);
    // HEAD is GET without a body.
    routes = all.filter(({ method }) => method !== 'HEAD');
  });
  afterAll(() => Promise.all(running.map((sample) => sample.stop())));

  it('are those that are known, and no other', () => {
    expect(routes.map(nameOf).sort()).toEqual([...PUBLIC, ...CONSOLE, ...GUARDED].sort());
  });

  it.each(ADAPTERS)('need a key on %s, except for the public ones', async (adapter) => {
    const sample = running[ADAPTERS.indexOf(adapter)];
    const guarded = routes.filter((route) => !PUBLIC.includes(nameOf(route)));
    expect(guarded).toHaveLength(CONSOLE.length + GUARDED.length);
    for (const { method, path } of guarded) {
      for (const headers of [{}, { authorization: 'Bearer wrong-key' }]) {
        const response = await sample?.call(path.replace(/:\w+/g, 'some-id'), { method, headers });
        expect(response && problemIn(response), `${method} ${path}`).toBe('401 unauthorized');
      }
    }
  });

  it.each(ADAPTERS)(
    'are described on %s, each with its method and with the keys that open it',
    async (adapter) => {
      const { body } = (await running[ADAPTERS.indexOf(adapter)]?.call('/docs-json')) ?? { body: {} };
      const { operations } = new OpenApi(body);
      const described = operations.map(({ method, path }) => `${method} ${withColons(path)}`);

      expect(described.sort()).toEqual(
        [...PUBLIC, ...CALLBACK, ...GUARDED].filter((name) => !FILES.includes(name)).sort(),
      );
      const security = (wanted: boolean) =>
        operations
          .filter(({ method, path }) => GUARDED.includes(`${method} ${withColons(path)}`) === wanted)
          .map(({ description }) => description['security']);
      expect(security(true)).toEqual(GUARDED.map(() => [{ bearer: [] }, { 'api-key': [] }]));
      expect(security(false).flat()).toEqual([]);
      const unversioned = operations.filter(({ description }) => 'servers' in description);
      expect(unversioned.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(UNVERSIONED);
      expect(unversioned.map(({ description }) => description['servers'])).toEqual(
        UNVERSIONED.map(() => [{ url: '/' }]),
      );
    },
  );

  it.each(ADAPTERS)('answer the vendor on %s at once, without a key, whatever it sends', async (adapter) => {
    const sample = running[ADAPTERS.indexOf(adapter)];
    for (const query of ['', '?callbackToken=x', '?%00', '?callbackToken[]=1&callbackToken[]=2']) {
      const response = await sample?.call(`/id-verification/callback${query}`);
      expect(response).toMatchObject({ status: 200, text: 'OK' });
      expect(response?.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(await sample?.call('/id-verification/callback', { method: 'HEAD' })).toMatchObject({
      status: 200,
      text: '',
    });
  });
});
