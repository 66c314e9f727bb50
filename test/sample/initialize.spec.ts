import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

describe.each(adapters())('Starting a verification on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  it('answers 201 with a TransactionId that the vendor issued', async () => {
    const { status, body } = await sample.post('/verifications', LEAST_BODY);

    expect(status).toBe(201);
    const issued = sample.emulator.transaction(String(body['transactionId']));
    expect(issued).toMatchObject({ merchantBizId: body['merchantBizId'], status: 'waiting' });
    expect(body).toEqual({
      merchantBizId: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      transactionId: issued?.transactionId,
      protocol: expect.any(String),
      transactionUrl: issued?.transactionUrl,
      status: 'PENDING',
      expiresAt: expect.any(String),
      livemode: false,
    });
  });

  it('is replayed for the same Idempotency-Key, and refused beside another merchantBizId', async () => {
    const start = (more: Record<string, string> = {}) =>
      sample.call('/verifications', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${SANDBOX.apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': '"order-4711"',
        },
        body: JSON.stringify({ ...LEAST_BODY, ...more }),
      });

    const first = await start();
    const again = await start();

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect((await start({ merchantBizId: newMerchantBizId() })).body).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'Idempotency-Key' }],
    });
  });

  it('is stored as PENDING, with the time until which the user must be done', async () => {
    const before = Date.now();
    const { body } = await sample.post('/verifications', LEAST_BODY);

    const [row] = await sample.dataSource.query<Record<string, unknown>[]>(
      'SELECT status, expires_at, merchant_user_id FROM id_verification WHERE merchant_biz_id = $1',
      [body['merchantBizId']],
    );
    expect(row).toMatchObject({ status: 'PENDING', expires_at: expect.any(Date) });
    expect(row?.['merchant_user_id']).not.toBe(LEAST_BODY.merchantUserId);
    const halfAnHour = 30 * 60_000;
    const expiresAt = Date.parse(String(body['expiresAt']));
    expect(expiresAt).toBeGreaterThanOrEqual(before + halfAnHour - 1_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + halfAnHour);
  });

  it('sends every parameter of the table to the vendor, and the user only as a hash', async () => {
    const merchantBizId = newMerchantBizId();
    const { status } = await sample.post('/verifications', {
      ...LEAST_BODY,
      merchantBizId,
      productCode: 'FACE_LIVENESS',
      sceneCode: 'scene_1',
      securityLevel: '01',
      model: 'PHOTINUS_LIVENESS',
      docVideo: 'Y',
      appQualityCheck: 'N',
      callbackUrl: 'https://shop.example.com/done',
      callbackToken: 'token-1',
    });

    expect(status).toBe(201);
    const [request] = sample.emulator.requests({ action: 'Initialize', limit: 1 });
    expect(request?.parameters).toMatchObject({
      ProductCode: 'FACE_LIVENESS',
      MerchantBizId: merchantBizId,
      MetaInfo: LEAST_BODY.metaInfo,
      MerchantUserId: expect.stringMatching(/^[0-9a-f]{64}$/),
      SceneCode: 'scene_1',
      SecurityLevel: '01',
      Model: 'PHOTINUS_LIVENESS',
      DocVideo: 'Y',
      AppQualityCheck: 'N',
      CallbackUrl: 'https://shop.example.com/done',
      CallbackToken: 'token-1',
    });
  });

  it('replays the response to a repeated request, with 200 and without a second vendor call', async () => {
    const body = { ...LEAST_BODY, merchantBizId: newMerchantBizId() };
    const first = await sample.post('/verifications', body);
    const calls = sample.emulator.requests({ action: 'Initialize' }).length;

    const second = await sample.post('/verifications', body);

    expect(first.status).toBe(201);
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
    expect(sample.emulator.requests({ action: 'Initialize' })).toHaveLength(calls);
  });

  it('refuses the same merchantBizId with other parameters', async () => {
    const merchantBizId = newMerchantBizId();
    await sample.post('/verifications', { ...LEAST_BODY, merchantBizId });

    const other = await sample.post('/verifications', {
      ...LEAST_BODY,
      merchantBizId,
      merchantUserId: 'user-2',
    });

    expect(problemIn(other)).toBe('409 parameters_conflict');
  });

  it('can be read again by its merchantBizId', async () => {
    const started = await sample.post('/verifications', LEAST_BODY);

    const read = await sample.get(`/verifications/${started.body['merchantBizId']}`);

    expect(read.status).toBe(200);
    expect(read.body).toEqual({
      productCode: 'FACE_LIVENESS',
      livemode: false,
      metadata: {},
      merchantBizId: started.body['merchantBizId'],
      transactionId: started.body['transactionId'],
      status: 'PENDING',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      expiresAt: started.body['expiresAt'],
    });
    expect(read.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['never-started', 'a'.repeat(200), 'a%00b', '..%2f..', '__proto__'])(
    'answers 404 for a verification that is not there: %s',
    async (merchantBizId) => {
      expect(problemIn(await sample.get(`/verifications/${merchantBizId}`))).toBe('404 not_found');
    },
  );
});
