import type { FaultEffect } from 'cloudauth-emulator';
import type { IdVerificationService, InitializedVerification } from 'nestjs-id-verification';
import { afterEach, describe, expect, it } from 'vitest';
import { LeapingClock } from '../support/clock/leaping-clock.js';
import { newRequest } from '../support/conformance/request.js';
import { useStage } from '../support/host/conformance-stage.js';

const CALLS = {
  CheckResult: (service, id) => service.check(id),
  CheckVerifyLog: (service, id) => service.explain(id),
  DeleteVerifyResult: (service, id) => service.erase(id, { force: true }),
} as const satisfies Record<string, (service: IdVerificationService, id: string) => Promise<unknown>>;

type Action = keyof typeof CALLS;

const ACTIONS = Object.keys(CALLS) as Action[];

/** How often an operation is called that fails all the time. */
const ATTEMPTS: readonly (readonly [FaultEffect, Record<Action, number>])[] = [
  [
    { kind: 'vendorCode', code: 'Forbidden.RAMUserAccessDenied' },
    { CheckResult: 1, CheckVerifyLog: 1, DeleteVerifyResult: 1 },
  ],
  [
    { kind: 'vendorCode', code: 'InternalError' },
    { CheckResult: 3, CheckVerifyLog: 3, DeleteVerifyResult: 3 },
  ],
  [
    { kind: 'vendorCode', code: 'ServiceUnavailable' },
    { CheckResult: 3, CheckVerifyLog: 3, DeleteVerifyResult: 3 },
  ],
  // The vendor may have done it, and does not document what it says to a second deletion.
  [{ kind: 'loseResponse' }, { CheckResult: 3, CheckVerifyLog: 3, DeleteVerifyResult: 1 }],
];

describe('After Initialize, with rate limit, retries and circuit breaker,', () => {
  const stage = useStage('later_operations');
  afterEach(async () => {
    stage.emulator.clearFaults();
    stage.emulator.configure({ deleteSuccessCode: '200' });
    await stage.stopHosts();
  });

  const newService = async () =>
    (await stage.host({}, { clock: new LeapingClock(), random: () => 0 })).service;

  const started = (service: IdVerificationService, others: object = {}) =>
    service.initialize({ ...newRequest(), ...others });

  /** What the emulator was asked about one verification by an operation. */
  const asked = (action: Action, { transactionId }: InitializedVerification) =>
    stage.emulator
      .requests({ action })
      .map(({ parameters }) => parameters)
      .filter(({ TransactionId }) => TransactionId === transactionId);

  it('each operation names the TransactionId that is stored, in another process too', async () => {
    const one = await started(await newService());
    const { merchantBizId: MerchantBizId, transactionId: TransactionId } = one;
    const another = await newService();

    for (const action of ACTIONS) await CALLS[action](another, MerchantBizId);

    expect(asked('CheckResult', one)).toEqual([{ MerchantBizId, TransactionId, IsReturnImage: 'N' }]);
    expect(asked('CheckVerifyLog', one)).toEqual([{ MerchantBizId, TransactionId }]);
    expect(asked('DeleteVerifyResult', one)).toEqual([
      { TransactionId, DeleteAfterQuery: 'N', DeleteType: 'All' },
    ]);
  });

  it.each([
    ['Y', '200', 'PASSED', 'verified'],
    ['Y', '205', 'PASSED', 'verified'],
    ['N', '200', 'FAILED', 'other'],
    ['N', '205', 'FAILED', 'liveness_risk'],
    ['N', '206', 'FAILED', 'device_risk'],
    ['N', '207', 'FAILED', 'other'],
  ] as const)('Passed=%s with SubCode %s is %s, %s', async (passed, subCode, status, reason) => {
    const service = await newService();
    const { merchantBizId, transactionId } = await started(service);
    stage.emulator.finish(transactionId, { passed, subCode });

    expect(await service.check(merchantBizId)).toMatchObject({ status, subCode, reason });
  });

  it('a user who has not finished is PENDING after one call', async () => {
    const service = await newService();
    const one = await started(service);

    expect(await service.check(one.merchantBizId)).toMatchObject({ status: 'PENDING' });
    expect(asked('CheckResult', one)).toHaveLength(1);
  });

  it.each([
    ['Y', undefined, true],
    ['N', undefined, false],
    ['Y', '{"faceQuality":87.5}', false],
  ])('DocVideo=%s, with the ExtFaceInfo %s, has a link to a video: %s', async (docVideo, sent, hasLink) => {
    const service = await newService();
    const { merchantBizId, transactionId } = await started(service, { docVideo });
    stage.emulator.finish(transactionId, { passed: 'Y' });
    if (sent !== undefined) {
      const body = { Result: { ExtFaceInfo: sent } };
      stage.emulator.inject({ kind: 'mergeBody', action: 'CheckResult', body });
    }

    const { status, evidence } = await service.check(merchantBizId, { evidence: true });

    const [link] = /https?:[^"]+/.exec(JSON.stringify(evidence?.fields)) ?? [];
    expect({ status, hasLink: link !== undefined }).toEqual({ status: 'PASSED', hasLink });
    expect(link === undefined || (await fetch(link)).ok).toBe(true);
  });

  it.each(['200', 'Success'] as const)(
    'the Code %s of a deletion completes it',
    async (deleteSuccessCode) => {
      stage.emulator.configure({ deleteSuccessCode });
      const service = await newService();
      const { merchantBizId, transactionId } = await started(service);
      stage.emulator.finish(transactionId, { passed: 'Y' });

      expect(await service.erase(merchantBizId, { force: true })).toMatchObject({
        vendorDeletion: 'DELETED',
      });
      expect(stage.emulator.transaction(transactionId)?.status).toBe('deleted');
    },
  );

  it.each(ATTEMPTS)('a call that always meets %j is made %j times', async (fault, attempts) => {
    for (const action of ACTIONS) {
      const service = await newService();
      const one = await started(service);
      stage.emulator.finish(one.transactionId, { passed: 'Y' });
      stage.emulator.inject({ ...fault, action, times: 'forever' });

      await CALLS[action](service, one.merchantBizId).catch(() => undefined);

      expect(asked(action, one)).toHaveLength(attempts[action]);
      stage.emulator.clearFaults();
    }
  });
});
