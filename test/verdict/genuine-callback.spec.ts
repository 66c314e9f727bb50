import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { callbackUrlOf } from '../support/verdict-callback.js';
import type { VerdictHost } from '../support/verdict-host.js';
import { CALLBACK_KEY, MINUTE_MS, rowOf, VerdictStage, type Started } from '../support/verdict-stage.js';

describe('a callback with a genuine token', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('genuine_callback');
  });
  afterEach(() => stage.stopHosts());
  afterAll(() => stage.close());

  async function started(): Promise<{ host: VerdictHost; one: Started }> {
    const host = await stage.host();
    return { host, one: await stage.start(host) };
  }

  it('leads to the verdict that the vendor gives, at once', async () => {
    const { host, one } = await started();
    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    await stage.call(host, callbackUrlOf(one, 'Y'));

    expect(await stage.state(host, one)).toMatchObject({ status: 'PASSED', subCode: '200' });
    expect(stage.asked(one)).toBe(1);
  });

  it('that says passed for a user who failed leads to FAILED', async () => {
    const { host, one } = await started();
    stage.emulator.finish(one.transactionId, { passed: 'N' });

    await stage.call(host, callbackUrlOf(one, 'Y'));

    expect(await stage.state(host, one)).toMatchObject({ status: 'FAILED', subCode: '205' });
  });

  it('that says passed for a user who has not finished decides nothing', async () => {
    const { host, one } = await started();

    await stage.call(host, callbackUrlOf(one, 'Y'));

    expect((await stage.state(host, one)).status).toBe('PENDING');
    expect(stage.asked(one)).toBe(1);
  });

  it('that names another verification is about the one that its token belongs to', async () => {
    const { host, one } = await started();
    const other = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'N' });

    await stage.call(host, callbackUrlOf({ ...other, callbackToken: one.callbackToken }, 'Y'));

    expect((await stage.state(host, one)).status).toBe('FAILED');
    expect((await stage.state(host, other)).status).toBe('PENDING');
    expect(stage.asked(other)).toBe(0);
  });

  it('again after the verdict changes nothing and does not ask the vendor again', async () => {
    const { host, one } = await started();
    stage.emulator.finish(one.transactionId, { passed: 'N' });
    await stage.call(host, callbackUrlOf(one, 'N'));
    const ended = await rowOf(host, one);

    await stage.clock.advance(MINUTE_MS);
    for (let time = 0; time < 10; time += 1) await stage.call(host, callbackUrlOf(one, 'Y'));

    expect(await rowOf(host, one)).toEqual(ended);
    expect(stage.asked(one)).toBe(1);
    expect(host.outcomes.filter(({ merchantBizId }) => merchantBizId === one.merchantBizId)).toHaveLength(1);
  });

  it.each([
    ['callbackToken', 'example'],
    ['CallbackToken', 'prose'],
    ['CALLBACKTOKEN', 'upper case'],
    ['callbacktoken', 'lower case'],
    ['callbackToken[]', 'an array'],
    ['callbackToken[0]', 'a numbered array'],
    ['callbackToken%5B%5D', 'an encoded array'],
  ])('is understood when it is called %s (%s)', async (name) => {
    const { host, one } = await started();

    await stage.call(host, `?passed=Y&${name}=${one.callbackToken}`);

    expect(stage.asked(one)).toBe(1);
  });

  it.each([
    ['before', (token: string) => `?callbackToken=${token}&callbackToken=forged`],
    ['behind', (token: string) => `?callbackToken=forged&callbackToken=${token}`],
    ['twice', (token: string) => `?callbackToken=${token}&callbackToken=${token}`],
    ['behind 40 other parameters', (token: string) => `?${'a=b&'.repeat(40)}callbackToken=${token}`],
  ])('is found %s', async (_, query) => {
    const { host, one } = await started();

    await stage.call(host, query(one.callbackToken));

    expect(stage.asked(one)).toBe(1);
  });

  it('by HEAD is a hint like any other', async () => {
    const { host, one } = await started();

    await fetch(`${host.origin}/id-verification/callback?callbackToken=${one.callbackToken}`, {
      method: 'HEAD',
    });
    await stage.clock.idle();

    expect(stage.asked(one)).toBe(1);
  });

  it('made with the previous key is good after a rotation, and worthless once the key is retired', async () => {
    const { one } = await started();
    await stage.stopHosts();
    const next = { id: 'c2', secret: 'the-next-callback-key-0123456789ab' };
    const url = 'https://callback.test/id-verification/callback';

    const retired = await stage.host({ callback: { url, keys: [next] } });
    await stage.call(retired, callbackUrlOf(one, 'Y'));
    expect(stage.asked(one)).toBe(0);
    await stage.stopHosts();

    const rotated = await stage.host({ callback: { url, keys: [next, CALLBACK_KEY] } });
    await stage.call(rotated, callbackUrlOf(one, 'Y'));
    expect(stage.asked(one)).toBe(1);
  });

  it('reaches the vendor through a process that leaves the background work to others', async () => {
    const worker = await stage.host();
    const front = await stage.host({ workers: { enabled: false } });
    const one = await stage.start(front);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    await stage.call(front, callbackUrlOf(one, 'Y'));
    await stage.clock.advance(1_000);

    expect((await stage.state(worker, one)).status).toBe('PASSED');
  });
});
