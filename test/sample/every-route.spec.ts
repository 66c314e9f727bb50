import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, application, type RunningApplication } from '../support/application.js';
import { expressRoutes, type Route } from '../support/express-routes.js';
import { problemIn } from '../support/problem-in.js';

/** Open to everybody, each for a reason: a page, its files, a probe, a description, the vendor. */
const PUBLIC = [
  'GET /',
  'GET /assets/:name',
  'GET /docs',
  'GET /docs/:name',
  'GET /docs-json',
  'GET /health/live',
  'GET /health/ready',
  'GET /id-verification/callback',
];

const GUARDED = [
  'DELETE /verifications/:merchantBizId',
  'GET /onboardings/:onboardingId',
  'GET /verifications',
  'GET /verifications/:merchantBizId',
  'GET /verifications/:merchantBizId/events',
  'POST /onboardings',
  'POST /verifications',
  'POST /verifications/:merchantBizId/check',
];

const nameOf = ({ method, path }: Route) => `${method} ${path}`;

describe('The routes of the sample', () => {
  let routes: Route[];
  const running: RunningApplication[] = [];
  beforeAll(async () => {
    for (const adapter of ADAPTERS) running.push(await application().on(adapter).start());
    const [onExpress] = running;
    routes = onExpress === undefined ? [] : expressRoutes(onExpress.nest);
  });
  afterAll(() => Promise.all(running.map((sample) => sample.stop())));

  it('are those that are known, and no other', () => {
    expect(routes.map(nameOf).sort()).toEqual([...PUBLIC, ...GUARDED].sort());
  });

  it.each(ADAPTERS)('need a key on %s, except for the public ones', async (adapter) => {
    const sample = running[ADAPTERS.indexOf(adapter)];
    const guarded = routes.filter((route) => !PUBLIC.includes(nameOf(route)));
    expect(guarded).toHaveLength(GUARDED.length);
    for (const { method, path } of guarded) {
      for (const headers of [{}, { authorization: 'Bearer wrong-key' }]) {
        const answer = await sample?.call(path.replace(/:\w+/g, 'some-id'), { method, headers });
        expect(answer && problemIn(answer), `${method} ${path}`).toBe('401 unauthorized');
      }
    }
  });

  it.each(ADAPTERS)('are described on %s, each with its method', async (adapter) => {
    const { body } = (await running[ADAPTERS.indexOf(adapter)]?.call('/docs-json')) ?? { body: {} };
    for (const route of [...GUARDED, 'GET /id-verification/callback']) {
      const [method = '', path = ''] = route.split(' ');
      expect(body).toHaveProperty(['paths', path.replace(/:(\w+)/g, '{$1}'), method.toLowerCase()]);
    }
  });

  it.each(ADAPTERS)('answer the vendor on %s at once, without a key, whatever it sends', async (adapter) => {
    const sample = running[ADAPTERS.indexOf(adapter)];
    for (const query of ['', '?callbackToken=x', '?%00', '?callbackToken[]=1&callbackToken[]=2']) {
      const answer = await sample?.call(`/id-verification/callback${query}`);
      expect(answer).toMatchObject({ status: 200, text: 'OK' });
      expect(answer?.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(await sample?.call('/id-verification/callback', { method: 'HEAD' })).toMatchObject({
      status: 200,
      text: '',
    });
  });
});
