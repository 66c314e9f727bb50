import { describe, expect, it } from 'vitest';
import { call, control, GOOD_INITIALIZE, initialize } from '../testing/call.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { receivers } from '../testing/receiver.fixture.js';
import type { CallbackMode } from '../settings/callback-mode.js';

const start = emulators();
const receive = receivers();
const CALLBACK = { CallbackUrl: 'https://shop.example/cb?order=7', CallbackToken: 'row1MAC' };

async function forwarded(mode?: CallbackMode) {
  const receiver = await receive();
  const emulator = await start({ forwardTo: receiver.origin, callbackMode: mode });
  return { receiver, emulator };
}

async function finished(mode: CallbackMode | undefined, verdict: { passed: 'Y' | 'N' } = { passed: 'Y' }) {
  const { receiver, emulator } = await forwarded(mode);
  const id = await initialize(emulator.url, CALLBACK);
  emulator.finish(id, verdict);
  await emulator.callbacksSettled();
  return { receiver, emulator, id };
}

describe('a callback', () => {
  it('is sent by GET to the forwarding address when the verification has finished', async () => {
    const { receiver, emulator, id } = await finished(undefined, { passed: 'N' });
    expect(receiver.paths).toEqual([
      `GET /cb?order=7&callbackToken=row1MAC&transactionId=${id}&passed=N&subCode=205`,
    ]);
    expect(emulator.callbacks()).toMatchObject([{ transactionId: id, state: 'responded', status: 200 }]);
    expect((await control(emulator.url, 'GET', '/callbacks')).json).toMatchObject([{ transactionId: id }]);
  });

  it('does not go out when the user abandons the flow', async () => {
    const { receiver, emulator } = await forwarded();
    emulator.leave(await initialize(emulator.url, CALLBACK));
    await emulator.callbacksSettled();
    expect({ paths: receiver.paths, callbacks: emulator.callbacks() }).toEqual({ paths: [], callbacks: [] });
  });

  it('is never sent to a public address, which is logged once', async () => {
    const lines: string[] = [];
    const emulator = await start({ log: (line) => lines.push(line) });
    for (let i = 0; i < 2; i += 1) emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    await emulator.callbacksSettled();
    expect(emulator.callbacks().map(({ state }) => state)).toEqual(['notAllowed', 'notAllowed']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('--forward-to');
    expect(lines[0]).not.toContain('row1MAC');
  });

  it('can be delayed', async () => {
    const { emulator } = await finished({ mode: 'delayed', delayMs: 30 });
    const [callback] = emulator.callbacks();
    const finishedAt = emulator.transactions()[0]?.outcome?.finishedAt ?? Number.NaN;
    expect((callback?.sentAt ?? 0) - finishedAt).toBeGreaterThanOrEqual(28);
  });

  it('can come twice', async () => {
    const { receiver } = await finished({ mode: 'doubled' });
    expect(receiver.paths).toHaveLength(2);
    expect(receiver.paths[0]).toBe(receiver.paths[1]);
  });

  it('can be lost', async () => {
    const { receiver, emulator } = await finished({ mode: 'lost' });
    expect(receiver.paths).toEqual([]);
    expect(emulator.callbacks()).toMatchObject([{ state: 'lost' }]);
  });

  it('can have a token that was never given, and the genuine one can follow', async () => {
    const { receiver, emulator, id } = await finished({
      mode: 'forged',
      change: 'callbackToken',
      genuineToo: true,
    });
    expect(emulator.callbacks().map(({ forged }) => forged)).toEqual([true, false]);
    const tokens = receiver.paths.map((path) => /callbackToken=(\w+)/.exec(path)?.[1]);
    expect(tokens[0]).toMatch(/^\w{7}$/);
    expect(tokens[0]).not.toBe('row1MAC');
    expect(tokens.slice(1)).toEqual(['row1MAC']);
    expect(receiver.paths.every((path) => path.includes(id))).toBe(true);
  });

  it('can report the opposite of the result', async () => {
    const { receiver } = await finished({ mode: 'forged', change: 'passed' }, { passed: 'N' });
    expect(receiver.paths).toMatchObject([
      expect.stringMatching(/callbackToken=row1MAC.*passed=Y&subCode=200/),
    ]);
  });

  it('can change places with another one', async () => {
    const { receiver, emulator } = await forwarded({ mode: 'outOfOrder' });
    const first = await initialize(emulator.url, CALLBACK);
    const second = await initialize(emulator.url, CALLBACK);
    emulator.finish(first, { passed: 'Y' });
    emulator.finish(second, { passed: 'Y' });
    await emulator.callbacksSettled();
    expect(receiver.paths.map((path) => /transactionId=(\w+)/.exec(path)?.[1])).toEqual([second, first]);
  });

  it('is sent after a delay when it is held back for another that never comes', async () => {
    const { receiver } = await finished({ mode: 'outOfOrder', maxHoldMs: 20 });
    expect(receiver.paths).toHaveLength(1);
  });

  it('can have a mode of its own', async () => {
    const { receiver, emulator } = await forwarded();
    emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y', callback: { mode: 'lost' } });
    await emulator.callbacksSettled();
    expect(receiver.paths).toEqual([]);
  });

  it('is given up after its time, and recorded as such', async () => {
    const { origin } = await receive(undefined);
    const emulator = await start({ forwardTo: origin, callbackTimeoutMs: 30 });
    emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    await emulator.callbacksSettled();
    expect(emulator.callbacks()).toMatchObject([{ state: 'failed', error: 'TIMEOUT' }]);
  });

  it('is recorded when no server takes it', async () => {
    const emulator = await start({ forwardTo: 'http://127.0.0.1:1' });
    emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    await emulator.callbacksSettled();
    expect(emulator.callbacks()).toMatchObject([{ state: 'failed', error: 'ECONNREFUSED' }]);
  });

  it('is sent for each of many verifications', async () => {
    const { receiver, emulator } = await forwarded();
    for (let i = 0; i < 60; i += 1)
      emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    await emulator.callbacksSettled();
    expect(new Set(receiver.paths).size).toBe(60);
  });
});

describe('a callback without a response', () => {
  const transactionIds = (paths: string[]) => paths.map((path) => /transactionId=(\w+)/.exec(path)?.[1]);

  it('is dropped by a reset while it is delayed', async () => {
    const { receiver, emulator } = await forwarded({ mode: 'delayed', delayMs: 3600_000 });
    emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    emulator.reset();
    await emulator.callbacksSettled();
    expect(receiver.paths).toEqual([]);
  });

  it('is dropped by a reset while it is held back for another', async () => {
    const { receiver, emulator } = await forwarded({ mode: 'outOfOrder', maxHoldMs: 3600_000 });
    emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    emulator.reset();
    const second = await initialize(emulator.url, CALLBACK);
    const third = await initialize(emulator.url, CALLBACK);
    emulator.finish(second, { passed: 'Y' });
    emulator.finish(third, { passed: 'Y' });
    await emulator.callbacksSettled();
    expect(transactionIds(receiver.paths)).toEqual([third, second]);
  });

  it('is dropped by a reset while it is being sent', async () => {
    const { receiver, emulator } = await forwarded();
    emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    emulator.reset();
    await emulator.callbacksSettled();
    await fetch(`${receiver.origin}/next`);
    expect(receiver.paths).toEqual(['GET /next']);
  });

  it('is not repeated after the stop', async () => {
    const receiver = await receive(200, undefined, 200);
    const emulator = await start({ forwardTo: receiver.origin });
    emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    await emulator.callbacksSettled();
    emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    await expect.poll(() => receiver.paths).toHaveLength(2);
    await emulator.stop();
    await expect.poll(() => emulator.callbacks()).toMatchObject([{ status: 200 }, { state: 'failed' }]);
    expect(receiver.paths).toHaveLength(2);
  });

  it('is followed by no other after the stop', async () => {
    const receiver = await receive(undefined, 200);
    const mode = { mode: 'forged', change: 'passed', genuineToo: true } as const;
    const emulator = await start({ forwardTo: receiver.origin, callbackMode: mode });
    emulator.finish(await initialize(emulator.url, CALLBACK), { passed: 'Y' });
    await expect.poll(() => receiver.paths).toHaveLength(1);
    await emulator.stop();
    await expect.poll(() => emulator.callbacks()).toMatchObject([{ state: 'failed' }, { state: 'dropped' }]);
    expect(receiver.paths).toHaveLength(1);
  });
});

describe('the check of a CallbackUrl at Initialize', () => {
  const query = { ...GOOD_INITIALIZE, ...CALLBACK };

  it.each([
    [200, 'Success'],
    [404, 'Success'],
    [500, 'InvalidParameter'],
  ])('treats an address that responds with %i as %s', async (status, code) => {
    const receiver = await receive(status);
    const { url } = await start({ forwardTo: receiver.origin, checkCallbackUrl: true });
    const { json } = await call(url, { query });
    expect(json.Code).toBe(code);
    expect(receiver.paths).toEqual(['GET /cb?order=7']);
  });

  it('refuses an address that does not respond', async () => {
    const { url } = await start({ forwardTo: 'http://127.0.0.1:1', checkCallbackUrl: true });
    expect(await call(url, { query })).toMatchObject({ status: 400, json: { Code: 'InvalidParameter' } });
  });

  it('calls an address of this machine itself, wherever callbacks are forwarded to', async () => {
    const receiver = await receive(200);
    const { url } = await start({ forwardTo: receiver.origin, checkCallbackUrl: true });
    const { json } = await call(url, { query: { ...query, CallbackUrl: 'https://127.0.0.1:1/x' } });
    expect(json.Code).toBe('InvalidParameter');
    expect(receiver.paths).toEqual([]);
  });

  it('is left out for a public address, and when it is not asked for', async () => {
    const unchecked = await start({ checkCallbackUrl: true });
    expect((await call(unchecked.url, { query })).status).toBe(200);
    const receiver = await receive(500);
    const { url } = await start({ forwardTo: receiver.origin });
    expect((await call(url, { query })).status).toBe(200);
  });
});
