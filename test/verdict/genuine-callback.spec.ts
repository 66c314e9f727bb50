import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ChangeListenerService } from '../../libs/id-verification/dist/runtime/change-listener.service.js';
import { SAFEGUARDS } from '../support/host/library-host.js';
import { callbackUrlOf } from '../support/host/verdict-callback.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { CALLBACK_KEY, MINUTE_MS, rowOf, VerdictStage, type Started } from '../support/host/verdict-stage.js';

const SOON = { interval: 5, timeout: 60_000 } as const;

describe('a callback with a genuine token', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('genuine_callback');
  });
  afterEach(() => stage.stopHosts());
  afterAll(() => stage.close());

  async function started(): Promise<{ host: VerdictHost; one: Started }> {
    const host = await stage.host(SAFEGUARDS);
    return { host, one: await stage.start(host) };
  }

  it('triggers the check that finds the verdict, without delay', async () => {
    const { host, one } = await started();
    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    await stage.call(host, callbackUrlOf(one, 'Y'));

    expect(await stage.state(host, one)).toMatchObject({ status: 'PASSED', subCode: '200' });
    expect(stage.asked(one)).toBe(1);
  });

  it('ends as FAILED for a user who failed, although it claims a pass', async () => {
    const { host, one } = await started();
    stage.emulator.finish(one.transactionId, { passed: 'N' });

    await stage.call(host, callbackUrlOf(one, 'Y'));

    expect(await stage.state(host, one)).toMatchObject({ status: 'FAILED', subCode: '205' });
  });

  it('decides nothing for a user who has not finished, although it says passed', async () => {
    const { host, one } = await started();

    await stage.call(host, callbackUrlOf(one, 'Y'));

    expect((await stage.state(host, one)).status).toBe('PENDING');
    expect(stage.asked(one)).toBe(1);
  });

  it('checks the verification that its token belongs to, whichever its parameters name', async () => {
    const { host, one } = await started();
    const other = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'N' });

    await stage.call(host, callbackUrlOf({ ...other, callbackToken: one.callbackToken }, 'Y'));

    expect((await stage.state(host, one)).status).toBe('FAILED');
    expect((await stage.state(host, other)).status).toBe('PENDING');
    expect(stage.asked(other)).toBe(0);
  });

  it('changes nothing and makes no vendor call when it is replayed after the verdict', async () => {
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
  ])('is accepted with the parameter name %s (%s)', async (name) => {
    const { host, one } = await started();

    await stage.call(host, `?passed=Y&${name}=${one.callbackToken}`);

    expect(stage.asked(one)).toBe(1);
  });

  it.each([
    ['before a forged one', (token: string) => `?callbackToken=${token}&callbackToken=forged`],
    ['after a forged one', (token: string) => `?callbackToken=forged&callbackToken=${token}`],
    ['twice', (token: string) => `?callbackToken=${token}&callbackToken=${token}`],
    ['after 40 other parameters', (token: string) => `?${'a=b&'.repeat(40)}callbackToken=${token}`],
  ])('is accepted with the token %s', async (_, query) => {
    const { host, one } = await started();

    await stage.call(host, query(one.callbackToken));

    expect(stage.asked(one)).toBe(1);
  });

  it('requests a check when it comes by HEAD', async () => {
    const { host, one } = await started();

    await fetch(`${host.origin}/id-verification/callback?callbackToken=${one.callbackToken}`, {
      method: 'HEAD',
    });
    await stage.clock.idle();

    expect(stage.asked(one)).toBe(1);
  });

  it('is accepted under the previous key after a rotation, and ignored once the key is removed', async () => {
    const { one } = await started();
    await stage.stopHosts();
    const next = { id: 'c2', secret: 'the-next-callback-key-0123456789ab' };
    const url = 'https://callback.test/id-verification/callback';

    const retired = await stage.host({ ...SAFEGUARDS, callback: { url, keys: [next] } });
    await stage.call(retired, callbackUrlOf(one, 'Y'));
    expect(stage.asked(one)).toBe(0);
    await stage.stopHosts();

    const rotated = await stage.host({ ...SAFEGUARDS, callback: { url, keys: [next, CALLBACK_KEY] } });
    await stage.call(rotated, callbackUrlOf(one, 'Y'));
    expect(stage.asked(one)).toBe(1);
  });

  it('triggers a check by another process when the receiving process runs no workers', async () => {
    const worker = await stage.host(SAFEGUARDS);
    const front = await stage.host({ ...SAFEGUARDS, workers: { enabled: false } });
    const one = await stage.start(front);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    await expect
      .poll(() => worker.app.get(ChangeListenerService, { strict: false }).session, SOON)
      .toBeDefined();
    await stage.call(front, callbackUrlOf(one, 'Y'));
    // The notification has arrived, and its delay lasts until this clock is moved.
    await expect.poll(() => stage.clock.waitingForSomething, SOON).toBe(1);
    await stage.clock.advance(1_000);

    expect((await stage.state(worker, one)).status).toBe('PASSED');
  });
});
