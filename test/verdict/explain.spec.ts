import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAFEGUARDS } from '../support/host/library-host.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';

const STATISTICS = { faceOverTimes: 0, hasFaceOverTimes: false, hasFacePermissionRefuse: false };

describe('the explanation of a verification', () => {
  let stage: VerdictStage;
  let host: VerdictHost;
  beforeAll(async () => {
    stage = await VerdictStage.open('explain');
    host = await stage.host({ ...SAFEGUARDS, workers: { enabled: false } });
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
      nativeSubCodes: [],
      interruptPage: undefined,
      steps: [],
      statistics: { ...STATISTICS, pageStayTimeInfo: {} },
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
      nativeSubCodes: [
        { subCode: 'A1006_1', meaning: 'The user left.' },
        { subCode: 'A1006_2', meaning: 'The user was idle for 15 minutes.' },
      ],
      interruptPage: 'FACE',
      steps: [expect.stringMatching(/ left$/)],
      statistics: expect.objectContaining(STATISTICS),
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

  it.each([{ VerifyErrorCode: 'A1006_2' }, { VerifyErrorCode: '1006', SubCode: 'A1006_2' }])(
    'shows the one subcode of the native SDK that the log names: %j',
    async (Result) => {
      const one = await stage.start(host);
      stage.emulator.leave(one.transactionId);
      stage.emulator.inject({ kind: 'mergeBody', action: 'CheckVerifyLog', body: { Result } });

      expect(await host.service.explain(one.merchantBizId)).toMatchObject({
        errorCode: '1006',
        errorReason: 'user_exit',
        nativeSubCodes: [{ subCode: 'A1006_2' }],
      });
    },
  );

  it('rejects an unknown verification with not_found', async () => {
    await expect(host.service.explain('unknown')).rejects.toMatchObject({ code: 'not_found' });
  });
});
