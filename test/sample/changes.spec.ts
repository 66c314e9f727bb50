import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { startVerification } from '../support/host/start-verification.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

describe.each(adapters())('A verification that a caller changes, on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  const patch = (merchantBizId: string, body: unknown) =>
    sample.call(`/verifications/${merchantBizId}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${SANDBOX.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is canceled once, and stays as it ended', async () => {
    const { merchantBizId } = await startVerification(sample);

    const canceled = await sample.send('POST', `/verifications/${merchantBizId}/cancel`);
    const again = await sample.send('POST', `/verifications/${merchantBizId}/cancel`);

    expect(canceled).toMatchObject({ status: 200, body: { status: 'EXPIRED', reason: 'canceled' } });
    expect(canceled.body).not.toHaveProperty('subCode');
    expect(again.body).toEqual(canceled.body);
  });

  it('is not canceled once it has ended otherwise', async () => {
    const { merchantBizId, transactionId } = await startVerification(sample);
    sample.emulator.finish(transactionId, { passed: 'Y' });
    await sample.send('POST', `/verifications/${merchantBizId}/check`);

    const response = await sample.send('POST', `/verifications/${merchantBizId}/cancel`);

    expect(problemIn(response)).toBe('409 verification_ended');
  });

  it('gets the metadata of a caller in place of the metadata before', async () => {
    const { merchantBizId } = await startVerification(sample);

    await patch(merchantBizId, { metadata: { order: '4711', shop: 'one' } });
    const { status, body } = await patch(merchantBizId, { metadata: { order: '4712' } });

    expect([status, body['metadata']]).toEqual([200, { order: '4712' }]);
    expect((await sample.get(`/verifications/${merchantBizId}`)).body).toEqual(body);
  });

  it('keeps the link to its onboarding, which no caller reads or sets', async () => {
    const { body } = await sample.post('/onboardings', { ...LEAST_BODY, merchantBizId: newMerchantBizId() });
    const merchantBizId = String(body['merchantBizId']);

    expect((await patch(merchantBizId, { metadata: { order: '4711' } })).body['metadata']).toEqual({
      order: '4711',
    });
    expect(problemIn(await patch(merchantBizId, { metadata: { _onboardingId: 'another' } }))).toBe(
      '400 invalid_request',
    );
    const [row] = await sample.dataSource.query<{ metadata: unknown }[]>(
      'SELECT metadata FROM id_verification WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    expect(row?.metadata).toEqual({ order: '4711', _onboardingId: body['onboardingId'] });
  });

  it.each([{}, { metadata: null }, { metadata: [1] }, { metadata: { a: 1 } }, { status: 'PASSED' }])(
    'is refused %j',
    async (body) => {
      const { merchantBizId } = await startVerification(sample);
      expect(problemIn(await patch(merchantBizId, body))).toBe('400 invalid_request');
    },
  );

  it('is not found under an unknown id', async () => {
    expect(problemIn(await patch('nothing', { metadata: {} }))).toBe('404 not_found');
    expect(problemIn(await sample.send('POST', '/verifications/nothing/cancel'))).toBe('404 not_found');
  });

  it('is read at the Location of its start, which names the version', async () => {
    const { headers, body } = await sample.post('/verifications', LEAST_BODY);
    expect(headers.get('location')).toBe(`/v1/verifications/${body['merchantBizId']}`);

    const read = await sample.get(headers.get('location') ?? '');

    expect(read.body).toMatchObject({ merchantBizId: body['merchantBizId'], livemode: false, metadata: {} });
  });
});
