import { describe, expect, it, vi } from 'vitest';
import type { RateLimitStore } from '../storage/rate-limit.store.js';
import { StoredLimits } from './stored-limits.js';

const LIMIT = { perSecond: 5, windowMs: 1_040 };
const SMALLER = { perSecond: 2, windowMs: 1_040 };
let now = 0;
const clock = { monotonic: () => now };
const keyOf = (operation: string) => ({ account: 'default', endpoint: 'example.com', operation });

describe('the limit of an operation', () => {
  it('is stored once, however many callers come', async () => {
    const ensure = vi.fn<RateLimitStore['ensure']>(async () => {});
    const limits = new StoredLimits({ ensure }, clock);

    await Promise.all([1, 2, 3].map(() => limits.ensure(keyOf('Initialize'), LIMIT)));
    await limits.ensure(keyOf('CheckResult'), LIMIT);

    expect(ensure.mock.calls).toEqual([
      [keyOf('Initialize'), LIMIT],
      [keyOf('CheckResult'), LIMIT],
    ]);
  });

  it('is the smallest of those that callers brought in the last minute', async () => {
    const ensure = vi.fn<RateLimitStore['ensure']>(async () => {});
    const limits = new StoredLimits({ ensure }, clock);
    const bring = async (limit: typeof LIMIT) => limits.ensure(keyOf('Initialize'), limit);

    for (const limit of [LIMIT, SMALLER, LIMIT, SMALLER, LIMIT]) await bring(limit);
    expect(ensure.mock.calls.map(([, limit]) => limit)).toEqual([LIMIT, SMALLER]);

    now += 59_000;
    for (const limit of [LIMIT, SMALLER]) await bring(limit);
    now += 59_000;
    await bring(LIMIT);
    expect(ensure).toHaveBeenCalledTimes(2);

    now += 1_000;
    await bring(LIMIT);
    expect(ensure.mock.calls.map(([, limit]) => limit)).toEqual([LIMIT, SMALLER, LIMIT]);
  });

  it('is stored again after the database refused it', async () => {
    const ensure = vi.fn<RateLimitStore['ensure']>(async () => {}).mockRejectedValueOnce(new Error('away'));
    const limits = new StoredLimits({ ensure }, clock);
    await expect(limits.ensure(keyOf('Initialize'), LIMIT)).rejects.toThrow('away');

    await limits.ensure(keyOf('Initialize'), LIMIT);

    expect(ensure).toHaveBeenCalledTimes(2);
  });

  it('is stored again after its row was found missing', async () => {
    const ensure = vi.fn<RateLimitStore['ensure']>(async () => {});
    const limits = new StoredLimits({ ensure }, clock);
    await limits.ensure(keyOf('Initialize'), LIMIT);
    limits.forget(keyOf('Initialize'));

    await limits.ensure(keyOf('Initialize'), LIMIT);

    expect(ensure).toHaveBeenCalledTimes(2);
  });
});
