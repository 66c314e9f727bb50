import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { VerdictStage } from '../support/host/verdict-stage.js';

describe('cancel', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('cancel');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  it('ends a pending verification as expired, and delivers that once for ten concurrent callers in two processes', async () => {
    const hosts = [await stage.host(), await stage.host()];
    const one = await stage.start(hosts[0]!);

    const canceled = await Promise.all(
      Array.from({ length: 10 }, (_, caller) => hosts[caller % 2]!.service.cancel(one.merchantBizId)),
    );

    for (const verification of canceled) {
      expect(verification).toMatchObject({ status: 'EXPIRED', subCode: undefined, reason: 'canceled' });
    }
    await stage.clock.advance(2_000);
    expect(hosts.flatMap(({ outcomes }) => outcomes)).toMatchObject([
      { outcome: 'expired', reason: 'canceled', merchantBizId: one.merchantBizId },
    ]);
    expect(stage.asked(one)).toBe(0);
  });

  it('is final: a user who passes afterwards at the vendor changes nothing', async () => {
    const host = await stage.host();
    const one = await stage.start(host);
    await host.service.cancel(one.merchantBizId);

    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    expect(await host.service.check(one.merchantBizId)).toMatchObject({ reason: 'canceled' });
    await stage.clock.advance(40 * 60_000);
    expect(await stage.state(host, one)).toMatchObject({ reason: 'canceled' });
    expect(host.outcomes).toHaveLength(1);
  });

  it('is refused as verification_ended after a verdict', async () => {
    const host = await stage.host({ workers: { enabled: false } });
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    await host.service.check(one.merchantBizId);

    await expect(host.service.cancel(one.merchantBizId)).rejects.toMatchObject({
      code: 'verification_ended',
      status: 'PASSED',
    });
  });

  it('is refused as not_found for an unknown or malformed id', async () => {
    const { service } = await stage.host({ workers: { enabled: false } });

    for (const id of ['unknown', 'no id']) {
      await expect(service.cancel(id)).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});
