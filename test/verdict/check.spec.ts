import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RespondingClient, resultResponse, unreachable } from '../support/vendor/verdict-client.js';
import { callbackUrlOf } from '../support/host/verdict-callback.js';
import { rowOf, VerdictStage } from '../support/host/verdict-stage.js';

const TEN_MINUTES_MS = 600_000;

const SERVING = { workers: { enabled: false } } as const;

describe('a check', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('check');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  it('makes one vendor call for 50 concurrent callers in two processes, and all get the verdict', async () => {
    const hosts = [await stage.host(SERVING), await stage.host(SERVING)];
    const one = await stage.start(hosts[0]!);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    let done = false;
    const checks = Promise.all(
      Array.from({ length: 50 }, (_, caller) => hosts[caller % 2]!.service.check(one.merchantBizId)),
    ).finally(() => (done = true));
    // A caller that waits for the other process polls every 100 ms of the test's clock.
    await expect
      .poll(async () => stage.clock.advance(100).then(() => done), { interval: 5, timeout: 60_000 })
      .toBe(true);

    expect(new Set((await checks).map(({ status }) => status))).toEqual(new Set(['PASSED']));
    expect(stage.asked(one)).toBe(1);
  });

  it('returns PENDING for an unfinished user, and calls the vendor again only after two seconds, in any process', async () => {
    const hosts = [await stage.host(SERVING), await stage.host(SERVING)];
    const one = await stage.start(hosts[0]!);
    const checkAll = async () => {
      for (const { service } of hosts) await service.check(one.merchantBizId);
    };

    const first = await hosts[0]!.service.check(one.merchantBizId);
    expect(first).toMatchObject({ status: 'PENDING', checkedAt: stage.clock.databaseNow() });
    await stage.clock.advance(1_900);
    await checkAll();
    expect(stage.asked(one)).toBe(1);
    expect(await hosts[1]!.service.check(one.merchantBizId)).toEqual(first);

    await stage.clock.advance(100);
    await checkAll();
    expect(stage.asked(one)).toBe(2);
    const { updatedAt } = first;
    expect(await hosts[0]!.service.get(one.merchantBizId)).toMatchObject({
      updatedAt,
      checkedAt: stage.clock.databaseNow(),
    });
  });

  it('is not repeated within two seconds after a call without a response', async () => {
    const client = new RespondingClient(unreachable);
    // A retry would wait for the clock.
    const host = await stage.host({ ...SERVING, client, retry: false });
    const one = await stage.start(host);

    await expect(host.service.check(one.merchantBizId)).rejects.toMatchObject({ code: 'vendor_unreachable' });
    for (let time = 0; time < 10; time += 1) await host.service.check(one.merchantBizId);
    expect(client.asked).toBe(1);

    await stage.clock.advance(2_000);
    client.response = () => resultResponse({ Passed: 'N', SubCode: '205' });
    expect(await host.service.check(one.merchantBizId)).toMatchObject({ status: 'FAILED' });
  });

  it('calls the vendor, as does a callback, after the database server’s clock was set back', async () => {
    const host = await stage.host();
    const [checked, reported] = [await stage.start(host), await stage.start(host)];
    await host.service.check(checked.merchantBizId);
    await stage.call(host, callbackUrlOf(reported, 'Y'));
    await expect.poll(() => [stage.asked(checked), stage.asked(reported)]).toEqual([1, 1]);
    // The first check has ended when nothing leases its row any more.
    await expect.poll(async () => (await rowOf(host, reported))['lease_token']).toBeNull();

    stage.clock.stepDatabase(-TEN_MINUTES_MS);
    await host.service.check(checked.merchantBizId);
    await stage.call(host, callbackUrlOf(reported, 'Y'));

    await expect.poll(() => [stage.asked(checked), stage.asked(reported)]).toEqual([2, 2]);
    stage.clock.stepDatabase(TEN_MINUTES_MS);
  });

  it('replaces a poll that is due shortly afterwards', async () => {
    const host = await stage.host();
    const one = await stage.start(host);
    await stage.clock.advance(119_000);
    await host.service.check(one.merchantBizId);

    await stage.clock.advance(1_000);
    expect(stage.asked(one)).toBe(1);
  });

  it('does not call the vendor for a verification that has ended', async () => {
    const host = await stage.host(SERVING);
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'N' });
    await host.service.check(one.merchantBizId);

    await stage.clock.advance(60_000);

    expect(await host.service.check(one.merchantBizId)).toMatchObject({ status: 'FAILED', subCode: '205' });
    expect(stage.asked(one)).toBe(1);
  });

  it('rejects unknown and malformed ids with not_found', async () => {
    const { service } = await stage.host(SERVING);

    for (const id of ['unknown', '', 'no id', 'x'.repeat(33), "'; --"]) {
      await expect(service.check(id)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(stage.emulator.requests({ action: 'CheckResult' }).at(-1)?.parameters['MerchantBizId']).not.toBe(
      'unknown',
    );
  });

  it('returns evidence only on request, and neither stores nor logs it', async () => {
    const host = await stage.host(SERVING);
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    const withEvidence = await host.service.check(one.merchantBizId, { evidence: true });
    const without = await host.service.check(one.merchantBizId);
    const again = await host.service.check(one.merchantBizId, { evidence: true });

    const image = Buffer.from(withEvidence.evidence?.faceImage ?? []);
    expect(image.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(withEvidence.evidence?.fields).toMatchObject({
      ExtFaceInfo: { faceAttack: 'N', faceQuality: 87.5 },
      ExtRiskInfo: { deviceRisk: 'N' },
    });
    expect(again.evidence).toEqual(withEvidence.evidence);
    expect(without.evidence).toBeUndefined();
    const base64 = image.toString('base64').slice(0, 40);
    expect(JSON.stringify(await rowOf(host, one))).not.toContain(base64);
    expect(JSON.stringify(host.statements.statements)).not.toContain(base64);
    expect(JSON.stringify(stage.log.lines)).not.toContain(base64);
    const checks = stage.emulator.requests({ action: 'CheckResult' }).slice(-2);
    expect(checks.map(({ parameters }) => parameters['IsReturnImage'])).toEqual(['Y', 'Y']);
  });

  it('returns scores and no face image for a user who failed', async () => {
    const host = await stage.host(SERVING);
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'N' });

    const checked = await host.service.check(one.merchantBizId, { evidence: true });

    expect(checked).toMatchObject({
      status: 'FAILED',
      evidence: { faceImage: undefined, fields: { ExtFaceInfo: { faceAttack: 'Y' } } },
    });
  });
});
