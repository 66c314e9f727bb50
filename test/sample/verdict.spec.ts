import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { startVerification, type StartedVerification } from '../support/host/start-verification.js';
import { adapters } from '../support/runner/suite.js';

const SOON = { timeout: 60_000, interval: 50 };

describe.each(adapters())('A verification on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).receivingCallbacks().start();
  });
  afterAll(() => sample.stop());

  const read = async ({ merchantBizId }: StartedVerification) =>
    (await sample.get(`/verifications/${merchantBizId}`)).body;

  it('has passed by itself once the vendor calls back', async () => {
    const started = await startVerification(sample);

    sample.emulator.finish(started.transactionId, { passed: 'Y' });

    await expect
      .poll(() => read(started), SOON)
      .toMatchObject({ status: 'PASSED', subCode: '200', reason: 'verified' });
    const callbacks = sample.emulator.callbacks();
    expect(callbacks.at(-1)).toMatchObject({ transactionId: started.transactionId, status: 200 });
  });

  it('has failed, with the reason, once the vendor calls back', async () => {
    const started = await startVerification(sample);

    sample.emulator.finish(started.transactionId, { passed: 'N', subCode: '205' });

    await expect
      .poll(() => read(started), SOON)
      .toMatchObject({ status: 'FAILED', subCode: '205', reason: 'liveness_risk' });
    expect(await read(started)).toHaveProperty('completedAt', expect.any(String));
  });

  it('is not decided by a forged callback', async () => {
    const started = await startVerification(sample);
    const url = `/id-verification/callback?callbackToken=${'0'.repeat(64)}&passed=Y&transactionId=${started.transactionId}`;

    expect(await sample.call(url)).toMatchObject({ status: 200, text: 'OK' });

    expect(await read(started)).toMatchObject({ status: 'PENDING' });
    expect(sample.emulator.requests({ action: 'CheckResult' }).at(-1)?.parameters).not.toHaveProperty(
      'TransactionId',
      started.transactionId,
    );
  });

  it('stays failed after a forged callback that claims a pass', async () => {
    const started = await startVerification(sample);
    sample.emulator.configure({ callbackMode: { mode: 'forged', change: 'passed' } });
    try {
      sample.emulator.finish(started.transactionId, { passed: 'N', subCode: '206' });
    } finally {
      sample.emulator.configure({ callbackMode: { mode: 'onTime' } });
    }

    await expect.poll(() => read(started), SOON).toMatchObject({ status: 'FAILED', reason: 'device_risk' });
  });

  it('is what a check asks the vendor about now, also when the callback got lost', async () => {
    const started = await startVerification(sample);
    const check = () => sample.send('POST', `/verifications/${started.merchantBizId}/check`);
    sample.emulator.finish(started.transactionId, { passed: 'Y', callback: { mode: 'lost' } });

    const response = await check();

    expect(response).toMatchObject({ status: 200, body: { status: 'PASSED', reason: 'verified' } });
    expect(response.body).toEqual(await read(started));
    expect(response.headers.get('cache-control')).toBe('no-store');
    const asked = sample.emulator.requests({ action: 'CheckResult' }).length;
    expect((await check()).body).toEqual(response.body);
    expect(sample.emulator.requests({ action: 'CheckResult' })).toHaveLength(asked);
  });

  it('stays pending after a check when the user has not finished', async () => {
    const { merchantBizId } = await startVerification(sample);
    const response = await sample.send('POST', `/verifications/${merchantBizId}/check`);
    expect(response).toMatchObject({ status: 200, body: { merchantBizId, status: 'PENDING' } });
  });

  it.each(['never-started', 'a'.repeat(200), 'a%00b'])(
    'cannot be checked when it does not exist: %s',
    async (id) => {
      expect(problemIn(await sample.send('POST', `/verifications/${id}/check`))).toBe('404 not_found');
    },
  );

  it('cannot be checked while the vendor is down, and says when to try again', async () => {
    const { merchantBizId } = await startVerification(sample);
    sample.emulator.inject({ kind: 'resetBeforeResponse', action: 'CheckResult', times: 'forever' });
    try {
      const response = await sample.send('POST', `/verifications/${merchantBizId}/check`);
      expect(problemIn(response)).toMatch(/^503 vendor_/);
      expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    } finally {
      sample.emulator.clearFaults();
    }
  });

  it('cannot be started again once it has ended', async () => {
    const started = await startVerification(sample);
    sample.emulator.finish(started.transactionId, { passed: 'Y' });
    await expect.poll(() => read(started), SOON).toMatchObject({ status: 'PASSED' });

    const again = await sample.post('/verifications', {
      ...LEAST_BODY,
      merchantBizId: started.merchantBizId,
    });

    expect(problemIn(again)).toBe('409 verification_ended');
  });
});
