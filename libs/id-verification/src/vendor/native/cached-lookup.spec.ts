import type { LookupAddress } from 'node:dns';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cachedLookup } from './cached-lookup.js';

const FIRST: LookupAddress[] = [
  { address: '192.0.2.1', family: 4 },
  { address: '2001:db8::1', family: 6 },
];
const SECOND: LookupAddress[] = [{ address: '192.0.2.2', family: 4 }];

class Unresolvable extends Error {
  readonly code = 'ENOTFOUND';
}

/** A resolver that a test decides for, the cached responses in front of it, and the time. */
function resolver() {
  const state = { now: 0, asked: 0, response: FIRST, isDown: false };
  const { lookup, expire } = cachedLookup(
    async () => {
      state.asked += 1;
      if (state.isDown) throw new Unresolvable();
      return state.response;
    },
    () => state.now,
  );
  return { state, expire, ask: () => promisify(lookup)('vendor.example', { all: true }) };
}

describe('The addresses of a host', () => {
  it('are asked for once by a burst of connections', async () => {
    const { state, ask } = resolver();

    const responses = await Promise.all(Array.from({ length: 64 }, ask));

    expect(new Set(responses)).toEqual(new Set([FIRST]));
    expect(state.asked).toBe(1);
  });

  it('are kept for half a minute, and asked for anew after it', async () => {
    const { state, ask } = resolver();
    await ask();
    state.response = SECOND;

    state.now = 29_999;
    expect(await ask()).toEqual(FIRST);
    state.now = 30_000;
    expect(await ask()).toEqual(SECOND);
  });

  it('stay in use while the resolver fails', async () => {
    const { state, ask } = resolver();
    await ask();
    state.isDown = true;

    for (state.now = 30_000; state.now < 3_600_000; state.now += 30_000) expect(await ask()).toEqual(FIRST);

    state.isDown = false;
    state.response = SECOND;
    expect(await ask()).toEqual(SECOND);
  });

  it('are asked for anew once they expired, and stay in use while the resolver fails', async () => {
    const { state, expire, ask } = resolver();
    await ask();
    state.response = SECOND;
    state.isDown = true;
    expire();
    expect(await ask()).toEqual(FIRST);

    state.isDown = false;
    expire();

    expect(await ask()).toEqual(SECOND);
  });

  it('are not found where the resolver returns an empty list, in place of an uncaught error in Node', async () => {
    const { state, ask } = resolver();
    state.response = [];
    await expect(ask()).rejects.toMatchObject({ code: 'ENOTFOUND' });

    state.response = SECOND;

    expect(await ask()).toEqual(SECOND);
  });

  it('are not kept where there are none', async () => {
    const { state, ask } = resolver();
    state.isDown = true;
    await expect(ask()).rejects.toThrow(Unresolvable);

    state.isDown = false;

    expect(await ask()).toEqual(FIRST);
  });

  it('are given one by one to who asks for one', () => {
    const { lookup } = cachedLookup(async () => FIRST);

    return new Promise<void>((resolve) =>
      lookup('vendor.example', {}, (error, address, family) => {
        expect([error, address, family]).toEqual([null, '192.0.2.1', 4]);
        resolve();
      }),
    );
  });

  it('are resolved by the system', async () => {
    const addresses = await promisify(cachedLookup().lookup)('localhost', { all: true });

    expect(addresses).toContainEqual({ address: '127.0.0.1', family: 4 });
  });
});
