import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { IdVerificationService } from 'nestjs-id-verification';
import { defer, finalize } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { eventually } from '../support/runner/eventually.js';
import { rawExchange, statusesIn } from '../support/http/raw-exchange.js';
import { problemIn } from '../support/http/problem-in.js';
import { startVerification } from '../support/host/start-verification.js';
import { adapters } from '../support/runner/suite.js';

describe.each(adapters())('The events of a verification on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).receivingCallbacks().start();
  });
  afterAll(() => sample.stop());

  it('are PENDING, then PASSED by itself, then the end', async () => {
    const { merchantBizId, transactionId } = await startVerification(sample);
    const stream = await sample.follow(`/verifications/${merchantBizId}/events`);
    const first = await stream.next();

    sample.emulator.finish(transactionId, { passed: 'Y' });

    expect(first).toMatchObject({ event: 'status', data: { merchantBizId, status: 'PENDING' } });
    const rest = await stream.rest();
    expect(rest).toMatchObject([{ event: 'status', data: { status: 'PASSED', reason: 'verified' } }]);
    expect(rest[0]?.data).toEqual((await sample.get(`/verifications/${merchantBizId}`)).body);
  });

  it('are one, and the end, for a verification that has ended', async () => {
    const { merchantBizId, transactionId } = await startVerification(sample);
    sample.emulator.finish(transactionId, { passed: 'N', subCode: '205' });
    await (await sample.follow(`/verifications/${merchantBizId}/events`)).rest();

    const stream = await sample.follow(`/verifications/${merchantBizId}/events`);

    expect(await stream.rest()).toMatchObject([{ data: { status: 'FAILED', reason: 'liveness_risk' } }]);
  });

  it('are a stream that nothing on the way keeps, changes or compresses', async () => {
    const { merchantBizId } = await startVerification(sample);
    const stream = await sample.follow(`/verifications/${merchantBizId}/events`);
    const { status, headers } = stream.response;
    stream.leave();

    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(headers.get('cache-control')).toMatch(/no-store.*no-transform/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it.each(['never-started', 'a'.repeat(200), 'a%00b'])(
    'are a problem and no stream for a verification that is not there: %s',
    async (id) => {
      expect(problemIn(await sample.get(`/verifications/${id}/events`))).toBe('404 not_found');
    },
  );

  it.each(['HEAD', 'OPTIONS'])('end at once for %s, with the connection', async (method) => {
    const { merchantBizId } = await startVerification(sample);
    const path = `/verifications/${merchantBizId}/events`;
    const lines = [`${method} ${path} HTTP/1.1`, 'Host: sample', `X-Api-Key: ${SANDBOX.apiKey}`];

    const exchange = await rawExchange(sample.origin, [...lines, 'Connection: close', '', ''].join('\r\n'));

    expect(statusesIn(exchange)[0]).toBeLessThan(500);
    expect(exchange).toMatch(/^Connection: close\r$/im);
    expect(exchange).not.toMatch(/^data:/m);
  });

  it('have the status and type of GET for HEAD', async () => {
    const { merchantBizId } = await startVerification(sample);
    const head = (id: string, key: string) =>
      sample.call(`/verifications/${id}/events`, { method: 'HEAD', headers: { 'x-api-key': key } });

    const known = await head(merchantBizId, SANDBOX.apiKey);

    expect(known.status).toBe(200);
    expect(known.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect((await head('never-started', SANDBOX.apiKey)).status).toBe(404);
    expect((await head(merchantBizId, 'wrong')).status).toBe(401);
  });

  it('are for callers with a key', async () => {
    const { merchantBizId } = await startVerification(sample);
    expect(problemIn(await sample.call(`/verifications/${merchantBizId}/events`))).toBe('401 unauthorized');
  });

  it('cost nothing any more once their reader has gone', async () => {
    const { merchantBizId } = await startVerification(sample);
    let watching = 0;
    const service = sample.nest.get(IdVerificationService);
    const watch = service.watch.bind(service);
    const counted = (id: string) =>
      defer(() => {
        watching += 1;
        return watch(id).pipe(finalize(() => (watching -= 1)));
      });
    const spy = vi.spyOn(service, 'watch').mockImplementation(counted);
    const stream = await sample.follow(`/verifications/${merchantBizId}/events`);
    await stream.next();
    expect(watching).toBe(1);

    stream.leave();

    await eventually(() => watching === 0);
    spy.mockRestore();
  });
});

describe.each(adapters())('A sample that stops on %s', (adapter) => {
  it('ends the streams that are open, and does not wait for their readers', async () => {
    const sample = await application().on(adapter).start();
    const { merchantBizId } = await startVerification(sample);
    const streams = await Promise.all(
      Array.from({ length: 5 }, () => sample.follow(`/verifications/${merchantBizId}/events`)),
    );
    for (const stream of streams) await stream.next();

    await sample.stop();

    for (const stream of streams) expect(await stream.rest()).toEqual([]);
  });
});

describe('Two processes of the sample', () => {
  it('send a verdict of one process to a reader of the other', async () => {
    const first = await application().start();
    const second = await application().beside(first).start();
    try {
      const { merchantBizId, transactionId } = await startVerification(first);
      const stream = await first.follow(`/verifications/${merchantBizId}/events`);
      await stream.next();
      first.emulator.finish(transactionId, { passed: 'Y', callback: { mode: 'lost' } });

      const found = await second.send('POST', `/verifications/${merchantBizId}/check`);

      expect(found.body).toMatchObject({ status: 'PASSED' });
      expect(await stream.rest()).toMatchObject([{ data: { status: 'PASSED' } }]);
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});
