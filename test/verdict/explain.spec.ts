import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';

describe('the explanation of a verification', () => {
  let stage: VerdictStage;
  let host: VerdictHost;
  beforeAll(async () => {
    stage = await VerdictStage.open('explain');
    host = await stage.host({ workers: { enabled: false } });
  });
  afterAll(() => stage.close());

  it('is partial before the 30 minutes are over', async () => {
    const one = await stage.start(host);

    expect(await host.service.explain(one.merchantBizId)).toMatchObject({
      verifyStatus: 'not_started',
      errorReason: undefined,
    });
  });

  it('reports not_started for a user who never opened the page', async () => {
    const one = await stage.start(host);
    await stage.clock.advance(31 * MINUTE_MS);

    expect(await host.service.explain(one.merchantBizId)).toEqual({
      verifyStatus: 'not_started',
      errorCode: undefined,
      errorReason: undefined,
      interruptPage: undefined,
      steps: [],
    });
  });

  it('names the page and the reason for a user who left', async () => {
    const one = await stage.start(host);
    stage.emulator.leave(one.transactionId);
    await stage.clock.advance(31 * MINUTE_MS);

    expect(await host.service.explain(one.merchantBizId)).toEqual({
      verifyStatus: 'not_finished',
      errorCode: '1006',
      errorReason: 'user_exit',
      interruptPage: 'FACE',
      steps: [expect.stringMatching(/ left$/)],
    });
  });

  it.each([
    ['Y', '1000', 'passed'],
    ['N', '1001', 'failed'],
  ] as const)('reports a user who finished with %s as code %s', async (passed, errorCode, errorReason) => {
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed });

    expect(await host.service.explain(one.merchantBizId)).toMatchObject({
      verifyStatus: 'finished',
      errorCode,
      errorReason,
    });
  });

  it('accepts undocumented codes', async () => {
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'N' });
    stage.emulator.inject({
      kind: 'mergeBody',
      action: 'CheckVerifyLog',
      body: { Result: { VerifyStatus: '7', VerifyErrorCode: '4711', LogInfoEn: ['a', 5, null] } },
    });

    expect(await host.service.explain(one.merchantBizId)).toMatchObject({
      verifyStatus: 'unknown',
      errorCode: '4711',
      errorReason: undefined,
    });
  });

  it('rejects an unknown verification with not_found', async () => {
    await expect(host.service.explain('unknown')).rejects.toMatchObject({ code: 'not_found' });
  });
});
