import { CloudauthEmulator } from 'cloudauth-emulator';
import { createCloudauthClient, ERROR_CODES, type CloudauthClient } from 'nestjs-id-verification';
import { CLIENT_CONTRACT, EVERY_ERROR, errorOf, outcomeOf, TestClock } from 'nestjs-id-verification/testing';
import { describe, expect, it } from 'vitest';

describe('The factories', () => {
  it('make an error of every code', () => {
    expect(EVERY_ERROR.map(({ code }) => code)).toEqual(Object.keys(ERROR_CODES));
    expect(errorOf('throttled', { retryAfterMs: 5 })).toMatchObject({ httpStatus: 429, retryAfterMs: 5 });
  });

  it.each([
    ['passed', '200', 'verified'],
    ['failed', '205', 'liveness_risk'],
    ['expired', undefined, 'not_finished'],
  ] as const)('make the outcome %s', (outcome, subCode, reason) => {
    expect(outcomeOf(outcome)).toMatchObject({ outcome, subCode, reason });
  });

  it('derive the reason from another sub-code', () => {
    expect(outcomeOf('failed', { subCode: '206' })).toMatchObject({ reason: 'device_risk' });
  });
});

describe('The test clock', () => {
  it('ends the sleeps that are due, and rejects those that are aborted', async () => {
    const clock = new TestClock();
    const aborting = new AbortController();
    const slept = clock.sleep(1_000);
    const aborted = clock.sleep(5_000, aborting.signal);

    clock.advance(1_000);
    aborting.abort();

    await expect(slept).resolves.toBeUndefined();
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    await expect(clock.sleep(1, aborting.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('The contract of a vendor client', () => {
  async function subject(client?: Partial<CloudauthClient>) {
    const emulator = await CloudauthEmulator.start({ accessKeys: [{ id: 'test', secret: 'test' }] });
    const real = createCloudauthClient({
      credentials: { accessKeyId: 'test', accessKeySecret: 'test' },
      endpoint: emulator.url,
      sandbox: true,
    });
    const close = async () => {
      await real.close();
      await emulator.stop();
    };
    return {
      emulator,
      client: { call: real.call.bind(real), close: real.close.bind(real), ...client },
      close,
    };
  }

  it.each(CLIENT_CONTRACT)('is kept by the native client: $rule', async ({ verify }) => {
    const { close, ...one } = await subject();
    await expect(verify(one).finally(close)).resolves.toBeUndefined();
  });

  it.each(CLIENT_CONTRACT)('is broken by a client that only throws: $rule', async ({ verify }) => {
    const { close, ...one } = await subject({
      call: async () => Promise.reject(new Error('customer at http://')),
    });
    await expect(verify(one).finally(close)).rejects.toBeInstanceOf(Error);
  });
});
