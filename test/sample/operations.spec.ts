import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { startVerification } from '../support/host/start-verification.js';
import { eventually } from '../support/runner/eventually.js';
import { adapters } from '../support/runner/suite.js';

const HOUR_MS = 3_600_000;

describe.each(adapters())('What operators see on %s', (adapter) => {
  let sample: RunningApplication;
  let merchantBizId: string;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    const started = await startVerification(sample);
    sample.emulator.finish(started.transactionId, { passed: 'N', subCode: '205' });
    await sample.send('POST', `/verifications/${started.merchantBizId}/check`);
    await startVerification(sample);
    ({ merchantBizId } = started);
  });
  afterAll(() => sample.stop());

  const lastHour = () => {
    const now = Date.now();
    return `from=${new Date(now - HOUR_MS).toISOString()}&before=${new Date(now + HOUR_MS).toISOString()}`;
  };
  const byStatus = { INITIALIZING: 0, PENDING: 1, PASSED: 0, FAILED: 1, EXPIRED: 0, REJECTED: 0 };

  it('counts by status and reason, pass rate and time to the verdict', async () => {
    const { status, body } = await sample.get(`/operations/statistics?${lastHour()}`);

    expect(status).toBe(200);
    expect(body).toEqual({
      total: 2,
      byStatus,
      byReason: { liveness_risk: 1 },
      byDropOffReason: {},
      byDropOffPage: {},
      passRate: 0,
      secondsToVerdict: { median: expect.any(Number), p95: expect.any(Number) },
    });
  });

  it.each(['hour', 'day'])('the same by %s', async (bucket) => {
    const { body } = await sample.get(`/operations/statistics/over-time?${lastHour()}&bucket=${bucket}`);

    expect(body['buckets']).toContainEqual({
      from: expect.stringMatching(/T\d\d:00:00.000Z$/),
      total: 2,
      byStatus,
      passRate: 0,
      secondsToVerdict: { median: expect.any(Number), p95: expect.any(Number) },
    });
  });

  it('is how the module is: breaker, backlog, and how much of the vendor’s limit is used', async () => {
    const { status, body } = await sample.get('/operations/health');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'up',
      problems: [],
      circuitBreaker: 'closed',
      lastVendorSuccessAt: expect.any(String),
      backlog: { due: expect.any(Number), oldestMs: expect.any(Number) },
    });
    expect(body['rateLimit']).toContainEqual(
      expect.objectContaining({ operation: 'Initialize', slowedDown: false, waiting: 0 }),
    );
  });

  it('is which outcomes were not delivered to a handler, until they are delivered again', async () => {
    await expect
      .poll(() => sample.dataSource.query("SELECT 1 FROM id_verification_delivery WHERE state = 'DELIVERED'"))
      .toHaveLength(1);
    await sample.dataSource.query(
      "UPDATE id_verification_delivery SET state = 'DEAD_LETTERED', attempts = 10, last_error = 'RangeError'",
    );
    const { body } = await sample.get('/operations/deliveries');
    expect(body).toEqual({
      items: [
        {
          merchantBizId,
          handler: 'decline-onboarding',
          state: 'DEAD_LETTERED',
          attempts: 10,
          lastError: 'RangeError',
          createdAt: expect.any(String),
        },
      ],
    });

    const redeliver = () =>
      sample.post('/operations/deliveries/redeliver', {
        merchantBizId,
        handler: 'decline-onboarding',
        reason: 'ticket 4711',
      });

    expect((await redeliver()).status).toBe(204);
    await eventually(async () => {
      const { body: pending } = await sample.get('/operations/deliveries?state=PENDING');
      return (pending['items'] as unknown[]).length === 0;
    });
    const again = await redeliver();
    expect(problemIn(again)).toBe('404 not_found');
    expect(again.body['detail']).toBe('The verification has no such undelivered outcome');
    expect((await sample.get('/operations/deliveries')).body).toEqual({ items: [] });
    const history = await sample.get(`/operations/verifications/${merchantBizId}/history`);
    expect(history.body['items']).toContainEqual({
      type: 'redelivery_requested',
      at: expect.stringMatching(/Z$/),
      handler: 'decline-onboarding',
      by: { actor: 'sandbox', reason: 'ticket 4711' },
    });
  });

  it.each([
    ['statistics?from=yesterday', 'from'],
    ['statistics?before=', 'before'],
    ['statistics?from=yesterday&before=2026-06-01T00:00:00Z', 'from'],
    ['statistics?from=2026-13-01T00:00:00Z&before=2026-06-01T00:00:00Z', 'from'],
    ['statistics?from=2026-02-31T00:00:00Z&before=2026-06-01T00:00:00Z', 'from'],
    ['statistics?from=2026-01-01T00:00:00Z&before=2026-02-29T00:00:00Z', 'before'],
    ['statistics?from=2026-01-01T24:30:00Z&before=2026-02-01T00:00:00Z', 'from'],
    ['statistics/over-time?from=2026-06-01T00:00:00Z&before=2026-06-02T00:00:00Z', 'bucket'],
    ['statistics/over-time?from=2020-01-01T00:00:00Z&before=2026-01-01T00:00:00Z&bucket=hour', 'before'],
    ['deliveries?state=DELIVERED', 'state'],
    ['deliveries?limit=0', 'limit'],
    ['deliveries?cursor=nonsense', 'cursor'],
  ])('refuses /operations/%s', async (path, field) => {
    const response = await sample.get(`/operations/${path}`);

    expect(problemIn(response)).toBe('400 invalid_request');
    expect(response.body['errors']).toContainEqual(expect.objectContaining({ field }));
  });

  it.each([
    [{}, '400 invalid_request'],
    [{ merchantBizId: 'unknown' }, '404 not_found'],
    [{ merchantBizId: 'unknown', handler: null }, '400 invalid_request'],
  ])('delivers nothing again for %j', async (body, problem) => {
    expect(problemIn(await sample.post('/operations/deliveries/redeliver', body))).toBe(problem);
  });
});
