import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { decisionsOf, recordDecisions } from '../support/host/onboarding-decisions.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters, bySuite } from '../support/runner/suite.js';

const SOON = { timeout: 60_000, interval: 50 };
/** Pairs of requests for one merchantBizId at the same time. */
const PAIRS = bySuite({ quick: 10, all: 60 });
const HALF_AN_HOUR_AND_GRACE_MS = 36 * 60_000;

describe.each(adapters())('An onboarding on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).receivingCallbacks().start();
    await recordDecisions(sample.dataSource);
  });
  afterAll(() => sample.stop());

  const start = async () => {
    const { status, body } = await sample.post('/onboardings', LEAST_BODY);
    expect(status).toBe(201);
    const verification = Object(body['verification']);
    return {
      body,
      id: String(body['onboardingId']),
      merchantBizId: String(verification.merchantBizId),
      transactionId: String(verification.transactionId),
    };
  };
  const read = async (id: string) => (await sample.get(`/onboardings/${id}`)).body;

  it('waits for a verification that the user can go through now', async () => {
    const { id, body, merchantBizId, transactionId } = await start();

    expect(body).toEqual({
      onboardingId: id,
      state: 'WAITING',
      merchantBizId,
      createdAt: expect.any(String),
      verification: {
        merchantBizId,
        transactionId,
        protocol: expect.any(String),
        transactionUrl: sample.emulator.transaction(transactionId)?.transactionUrl,
        status: 'PENDING',
        expiresAt: expect.any(String),
        livemode: false,
      },
    });
    const { verification: _verification, ...onboarding } = body;
    expect(await read(id)).toEqual(onboarding);
  });

  it('is one onboarding however often a caller repeats its start', async () => {
    const body = { ...LEAST_BODY, merchantBizId: newMerchantBizId() };
    const first = await sample.post('/onboardings', body);
    const second = await sample.post('/onboardings', body);

    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
  });

  it('survives a retryable failure, and continues with the retry', async () => {
    const body = { ...LEAST_BODY, merchantBizId: newMerchantBizId() };
    sample.emulator.inject({ kind: 'loseResponse', action: 'Initialize' });
    expect((await sample.post('/onboardings', body)).status).toBe(503);

    const response = await sample.post('/onboardings', body);

    expect(response.status).toBe(201);
    expect(await read(String(response.body['onboardingId']))).toMatchObject({ state: 'WAITING' });
  });

  it('conflicts with other parameters under the same merchantBizId, and the first continues', async () => {
    const body = { ...LEAST_BODY, merchantBizId: newMerchantBizId() };
    const { body: first } = await sample.post('/onboardings', body);

    expect(
      problemIn(await sample.post('/onboardings', { ...body, merchantUserId: 'another customer' })),
    ).toBe('409 parameters_conflict');
    expect(await read(String(first['onboardingId']))).toMatchObject({ state: 'WAITING' });
  });

  it('can be read by whomever it was started for, when others fail at the same merchantBizId at the same time', async () => {
    const second = await application().on(adapter).beside(sample).start();
    try {
      const responses = await Promise.all(
        Array.from({ length: PAIRS }, async () => {
          const merchantBizId = newMerchantBizId();
          const startOn = (one: RunningApplication, ua: string) =>
            one.post('/onboardings', { ...LEAST_BODY, merchantBizId, metaInfo: JSON.stringify({ ua }) });
          return Promise.all([startOn(sample, 'a phone'), startOn(second, 'another')]);
        }),
      );

      const started = responses.flat().filter(({ status }) => status === 201);
      expect(started).toHaveLength(PAIRS);
      for (const { body } of started) {
        expect(await read(String(body['onboardingId']))).toMatchObject({ state: 'WAITING' });
      }
    } finally {
      await second.stop();
    }
  });

  it('is approved exactly once when the user passes, though the vendor calls back twice', async () => {
    const { id, transactionId } = await start();

    sample.emulator.finish(transactionId, { passed: 'Y', callback: { mode: 'doubled', gapMs: 200 } });

    await expect
      .poll(() => read(id), SOON)
      .toMatchObject({ state: 'APPROVED', reason: 'verified', decidedAt: expect.any(String) });
    await sample.emulator.callbacksSettled();
    expect(await decisionsOf(sample.dataSource, id)).toEqual(['APPROVED']);
  });

  it('is declined, with the reason, when the user fails', async () => {
    const { id, transactionId } = await start();

    sample.emulator.finish(transactionId, { passed: 'N', subCode: '205' });

    await expect.poll(() => read(id), SOON).toMatchObject({ state: 'DECLINED', reason: 'liveness_risk' });
    expect(await decisionsOf(sample.dataSource, id)).toEqual(['DECLINED']);
  });

  it('expires when the user leaves and the time is over', async () => {
    const { id, merchantBizId, transactionId } = await start();
    sample.emulator.leave(transactionId);
    sample.emulator.clock.advance(HALF_AN_HOUR_AND_GRACE_MS);
    // The database's own clock decides, and cannot be moved: the verification is moved into the past instead.
    await sample.dataSource.query(
      `UPDATE id_verification SET created_at = created_at - $2 * interval '1 ms',
         initialize_started_at = initialize_started_at - $2 * interval '1 ms', expires_at = expires_at - $2 * interval '1 ms',
         next_check_at = clock_timestamp()
       WHERE merchant_biz_id = $1`,
      [merchantBizId, HALF_AN_HOUR_AND_GRACE_MS],
    );

    await expect.poll(() => read(id), SOON).toMatchObject({ state: 'LAPSED', reason: 'not_finished' });
    expect((await sample.get(`/verifications/${merchantBizId}`)).body).toMatchObject({ status: 'EXPIRED' });
    expect(await decisionsOf(sample.dataSource, id)).toEqual(['LAPSED']);
  });

  it('expires before its verification is erased by force', async () => {
    const { id, merchantBizId } = await start();

    await sample.send('DELETE', `/verifications/${merchantBizId}?force=true`);

    await expect.poll(() => read(id), SOON).toMatchObject({ state: 'LAPSED', reason: 'erased' });
  });

  it('is not decided by another user’s verification', async () => {
    const { id } = await start();
    const other = await start();

    sample.emulator.finish(other.transactionId, { passed: 'Y' });
    await expect.poll(() => read(other.id), SOON).toMatchObject({ state: 'APPROVED' });

    expect(await read(id)).toMatchObject({ state: 'WAITING' });
  });

  it('waits on after a start that the vendor refused, until the next one', async () => {
    const body = { ...LEAST_BODY, merchantBizId: newMerchantBizId() };
    sample.emulator.inject({ kind: 'vendorCode', action: 'Initialize', code: 'NoPermission' });
    expect(problemIn(await sample.post('/onboardings', body))).toMatch(/^502 /);

    const { status, body: onboarding } = await sample.post('/onboardings', body);

    expect([status, onboarding['state']]).toEqual([201, 'WAITING']);
  });

  it.each([
    ['a field that is missing', { metaInfo: LEAST_BODY.metaInfo }],
    ['a field that the caller has no say in', { ...LEAST_BODY, productCode: 'FACE_LIVENESS' }],
    ['no object', []],
  ])('is refused with %s', async (_, body) => {
    expect(problemIn(await sample.post('/onboardings', body))).toBe('400 invalid_request');
  });

  it.each(['some-id', '0190c1de-7b1a-7000-8000-000000000000', 'a%00b'])('is not found as %s', async (id) => {
    expect(problemIn(await sample.get(`/onboardings/${id}`))).toBe('404 onboarding_not_found');
  });
});

describe.each(adapters())('Onboardings without their database on %s', (adapter) => {
  it('are not available for now', async () => {
    const sample = await application().on(adapter).start();
    try {
      await sample.database.drop();
      for (const response of [
        await sample.post('/onboardings', LEAST_BODY),
        await sample.get('/onboardings/0190c1de-7b1a-7000-8000-000000000000'),
      ]) {
        expect(problemIn(response)).toBe('503 not_ready');
        expect(response.headers.get('retry-after')).toBe('1');
      }
    } finally {
      await sample.stop();
    }
  });
});
