import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { startVerification } from '../support/host/start-verification.js';
import { problemIn } from '../support/http/problem-in.js';
import { eventually } from '../support/runner/eventually.js';
import { adapters } from '../support/runner/suite.js';

describe.each(adapters())('The history of a verification on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  const history = (merchantBizId: string) => sample.get(`/verifications/${merchantBizId}/history`);

  it('tells of its end, with the vendor’s request id and without what is absent', async () => {
    const { merchantBizId, transactionId } = await startVerification(sample);
    sample.emulator.finish(transactionId, { passed: 'N', subCode: '205' });
    await sample.send('POST', `/verifications/${merchantBizId}/check`);

    const response = await history(merchantBizId);

    expect(response.status).toBe(200);
    const [{ requestId } = { requestId: '' }] = sample.emulator.requests({ action: 'CheckResult' });
    expect(response.body['items']).toContainEqual({
      type: 'ended',
      at: expect.stringMatching(/Z$/),
      status: 'FAILED',
      reason: 'liveness_risk',
      code: '205',
      requestId,
    });
  });

  it('names the API key that canceled or erased it, also after that', async () => {
    const { merchantBizId } = await startVerification(sample);
    await sample.send('POST', `/verifications/${merchantBizId}/cancel`);
    await sample.send('DELETE', `/verifications/${merchantBizId}`);

    // The row is deleted once the handlers of its outcome are done.
    await eventually(async () => (await sample.get(`/verifications/${merchantBizId}`)).status === 404);

    const { body } = await history(merchantBizId);
    const items: unknown[] = Array.isArray(body['items']) ? body['items'] : [];
    expect(items.slice(0, 2)).toMatchObject([
      { type: 'ended', reason: 'canceled', by: { actor: 'sandbox' } },
      { type: 'erasure_requested', by: { actor: 'sandbox' } },
    ]);
  });

  it('holds the key and the reason of an action on the console', async () => {
    const one = await startVerification(sample);
    const path = `/operations/verifications/${one.merchantBizId}`;
    await sample.post(`${path}/check`, { reason: ' ticket 1 ' });
    await sample.post(`${path}/cancel`, { reason: 'ticket 2' });
    await sample.post(`${path}/erase`, { reason: 'ticket 3\n' });

    const { body } = await sample.get(`${path}/history`);

    for (const [type, reason] of Object.entries({
      check_requested: 'ticket 1',
      ended: 'ticket 2',
      erasure_requested: 'ticket 3',
    })) {
      expect(body['items']).toContainEqual(
        expect.objectContaining({
          type,
          at: expect.stringMatching(/Z$/),
          by: { actor: 'sandbox', reason },
        }),
      );
    }
  });

  it.each([
    'a'.repeat(501),
    'one\ntwo',
    'one\u0000',
    'one\u009btwo',
    'one\u2028two',
    '\ud800',
    7,
    null,
    ['a'],
  ])('refuses the reason %j of an action on the console', async (reason) => {
    const { merchantBizId } = await startVerification(sample);
    const path = `/operations/verifications/${merchantBizId}`;
    const responses = [
      await sample.post(`${path}/check`, { reason }),
      await sample.post(`${path}/erase`, { force: true, reason }),
      await sample.post('/operations/deliveries/redeliver', { merchantBizId, reason }),
    ];

    for (const response of responses) expect(problemIn(response)).toBe('400 invalid_request');
    expect((await sample.get(path)).body['status']).toBe('PENDING');
  });

  it.each(['unknown', 'no-id', 'x'.repeat(33)])('of %s is not found', async (id) => {
    expect(problemIn(await history(id))).toBe('404 not_found');
  });
});
