import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { startVerification } from '../support/host/start-verification.js';
import type { EventStream } from '../support/http/event-stream.js';
import { problemIn } from '../support/http/problem-in.js';
import { eventually } from '../support/runner/eventually.js';
import { adapters } from '../support/runner/suite.js';

const MOST = 1_000;

describe.each(adapters())('A thousand event streams on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application()
      .on(adapter)
      .with({ REQUESTS_PER_KEY_PER_MINUTE: '100000' })
      .receivingCallbacks()
      .start();
  });
  afterAll(() => sample.stop());

  const follow = (id: string) => sample.follow(`/verifications/${id}/events`);

  it('of one verification cost no more statements than one, get its verdict, and are the most of a key', async () => {
    const { merchantBizId, transactionId } = await startVerification(sample);
    const first = await follow(merchantBizId);
    await first.next();
    const statements = vi.spyOn(sample.dataSource.logger, 'logQuery');
    const reads = () =>
      statements.mock.calls.filter(
        ([text, values]) => /^\s*SELECT/.test(text) && JSON.stringify(values ?? []).includes(merchantBizId),
      ).length;

    const others: EventStream[] = [];
    while (others.length < MOST - 1) {
      others.push(...(await Promise.all(Array.from({ length: 37 }, () => follow(merchantBizId)))));
    }
    const states = await Promise.all(others.map((stream) => stream.next()));

    expect(new Set(states.map((state) => state?.data['status']))).toEqual(new Set(['PENDING']));
    // A few polls of the one watch that they share.
    expect(reads()).toBeLessThan(20);
    const refused = await sample.get(`/verifications/${merchantBizId}/events`);
    expect(problemIn(refused)).toMatch(/^429 /);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);

    sample.emulator.finish(transactionId, { passed: 'Y' });

    const ends = await Promise.all([first, ...others].map((stream) => stream.rest()));
    expect(new Set(ends.flat().map(({ data }) => data['status']))).toEqual(new Set(['PASSED']));
    statements.mockRestore();
    await eventually(async () => (await sample.get(`/verifications/${merchantBizId}/events`)).status === 200);
  });

  it('count no more once they have ended, also of requests with a body, which is read before', async () => {
    const { merchantBizId, transactionId } = await startVerification(sample);
    sample.emulator.finish(transactionId, { passed: 'Y' });
    await (await follow(merchantBizId)).rest();
    const headers = { 'x-api-key': SANDBOX.apiKey, 'content-type': 'application/json' };
    const followWithBody = async () => {
      const address = `${sample.origin}/verifications/${merchantBizId}/events`;
      const { statusCode, body } = await request(address, { method: 'GET', headers, body: '{}' });
      await body.dump();
      return statusCode;
    };

    for (let sent = 0; sent < MOST; sent += 50) {
      const statuses = await Promise.all(Array.from({ length: 50 }, followWithBody));
      expect(new Set(statuses)).toEqual(new Set([200]));
    }

    expect((await sample.get(`/verifications/${merchantBizId}/events`)).status).toBe(200);
  });
});
