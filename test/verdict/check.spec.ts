import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RespondingClient, resultResponse, unreachable } from '../support/verdict-client.js';
import { rowOf, VerdictStage } from '../support/verdict-stage.js';

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

    expect(await hosts[0]!.service.check(one.merchantBizId)).toMatchObject({ status: 'PENDING' });
    await stage.clock.advance(1_900);
    await checkAll();
    expect(stage.asked(one)).toBe(1);

    await stage.clock.advance(100);
    await checkAll();
    expect(stage.asked(one)).toBe(2);
  });

  it('is not repeated within two seconds after a call without a response', async () => {
    const client = new RespondingClient(unreachable);
    const host = await stage.host({ ...SERVING, client });
    const one = await stage.start(host);

    await expect(host.service.check(one.merchantBizId)).rejects.toMatchObject({ code: 'vendor_unreachable' });
    for (let time = 0; time < 10; time += 1) await host.service.check(one.merchantBizId);
    expect(client.asked).toBe(1);

    await stage.clock.advance(2_000);
    client.response = () => resultResponse({ Passed: 'N', SubCode: '205' });
    expect(await host.service.check(one.merchantBizId)).toMatchObject({ status: 'FAILED' });
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

  it('returns the face image only on request, and neither stores nor logs it', async () => {
    const host = await stage.host(SERVING);
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    const withImage = await host.service.check(one.merchantBizId, { includeFaceImage: true });
    const without = await host.service.check(one.merchantBizId);
    const again = await host.service.check(one.merchantBizId, { includeFaceImage: true });

    expect(withImage.faceImage).toMatch(/^\/9j\//);
    expect(again.faceImage).toBe(withImage.faceImage);
    expect(without.faceImage).toBeUndefined();
    const image = withImage.faceImage?.slice(0, 40) ?? 'none';
    expect(JSON.stringify(await rowOf(host, one))).not.toContain(image);
    expect(JSON.stringify(host.statements.statements)).not.toContain(image);
    expect(JSON.stringify(stage.log.lines)).not.toContain(image);
    const checks = stage.emulator.requests({ action: 'CheckResult' }).slice(-2);
    expect(checks.map(({ parameters }) => parameters['IsReturnImage'])).toEqual(['Y', 'Y']);
  });

  it('returns no face image for a user who failed', async () => {
    const host = await stage.host(SERVING);
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'N' });

    const checked = await host.service.check(one.merchantBizId, { includeFaceImage: true });

    expect(checked).toMatchObject({ status: 'FAILED', faceImage: undefined });
  });
});
