import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterEach, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { Caddy } from '../support/deploy/caddy.js';
import { HttpCaller } from '../support/http/http-caller.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { needs } from '../support/runner/tools.js';

describe('The proxy of docker-compose.yml', needs('caddy'), () => {
  const samples: RunningApplication[] = [];
  let proxy: Caddy | undefined;
  let upstream: Server | undefined;
  afterEach(async () => {
    await proxy?.stop();
    for (const sample of samples.splice(0).toReversed()) await sample.stop();
    upstream?.close();
  });

  async function replicas(
    settings: Record<string, string> = {},
  ): Promise<[RunningApplication, RunningApplication]> {
    const first = await application().with(settings).start();
    const second = await application().with(settings).on('fastify').beside(first).start();
    samples.push(first, second);
    return [first, second];
  }

  /** The proxy before a server that responds with 200 to everything. */
  async function beforeAnyServer(note: (request: IncomingMessage) => void): Promise<Caddy> {
    upstream = createServer((request, response) => {
      note(request);
      response.end();
    });
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    const address = upstream.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return Caddy.before(`http://127.0.0.1:${address.port}`);
  }

  it('passes every event of a stream on as it happens', async () => {
    const [first, second] = await replicas();
    proxy = await Caddy.before(first.origin, second.origin);
    const caller = new HttpCaller(proxy.origin, SANDBOX.apiKey);
    const started = await caller.post('/verifications', LEAST_BODY);
    const { merchantBizId, transactionId } = started.body;

    const stream = await caller.follow(`/verifications/${String(merchantBizId)}/events`);
    expect(await stream.next()).toMatchObject({ data: { status: 'PENDING' } });
    first.emulator.finish(String(transactionId), { passed: 'Y' });
    await caller.send('POST', `/verifications/${String(merchantBizId)}/check`);

    expect(await stream.next()).toMatchObject({ data: { status: 'PASSED' } });
  });

  it('loses no request when one replica drains and goes', async () => {
    const [first, second] = await replicas({ DRAIN_SECONDS: '3' });
    proxy = await Caddy.before(first.origin, second.origin);
    const caller = new HttpCaller(proxy.origin, SANDBOX.apiKey);
    let going = true;
    const asking = Promise.all([1, 2, 3, 4].map(() => keepAsking(caller, () => going)));

    await second.nest.close();
    going = false;

    const statuses = (await asking).flat();
    expect(statuses.length).toBeGreaterThan(10);
    expect([...new Set(statuses)]).toEqual([200]);
    // The second one is gone, and the first one serves on.
    expect((await caller.get('/verifications')).status).toBe(200);
  });

  it('forwards the client’s address, whatever headers the client sends', async () => {
    const seen: IncomingHttpHeaders[] = [];
    proxy = await beforeAnyServer(({ headers }) => seen.push(headers));

    await fetch(proxy.origin, {
      headers: { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https', marked: 'yes' },
    });

    expect(seen.filter(({ marked }) => marked === 'yes')).toEqual([
      expect.objectContaining({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' }),
    ]);
  });

  it.each(['/metrics', '/metrics/', '/health/live', '/health/live/', '/health/ready'])(
    'keeps %s to those who run the application',
    async (path) => {
      // Of the two platforms, Express is the one that takes no notice of a slash at the end.
      const sample = await application().on('express').start();
      samples.push(sample);
      expect((await fetch(sample.origin + path)).status).not.toBe(404);
      proxy = await Caddy.before(sample.origin);

      expect((await fetch(proxy.origin + path)).status).toBe(404);
    },
  );

  it('keeps them to those who run the application under a version too', async () => {
    const seen: unknown[] = [];
    proxy = await beforeAnyServer(({ url }) => seen.push(url));

    const { origin } = proxy;
    const statusOf = async (path: string) => [path, (await fetch(`${origin}/v1/${path}`)).status];

    for (const path of ['metrics', 'METRICS', '%6detrics', '/metrics/', 'health/live', 'health/ready']) {
      expect(await statusOf(path)).toEqual([path, 404]);
    }
    expect(await statusOf('verifications')).toEqual(['verifications', 200]);
    // Without the proxy's own polls.
    expect(seen.filter((url) => url !== '/health/ready')).toEqual(['/v1/verifications']);
  });
});

async function keepAsking(caller: HttpCaller, goesOn: () => boolean): Promise<number[]> {
  const statuses: number[] = [];
  while (goesOn()) statuses.push((await caller.get('/verifications')).status);
  return statuses;
}
