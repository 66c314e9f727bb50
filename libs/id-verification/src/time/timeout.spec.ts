import { describe, expect, it } from 'vitest';
import { withTimeout } from './timeout.js';

describe('withTimeout', () => {
  it('returns what the work returns in time', async () => {
    expect(await withTimeout(60_000, Promise.resolve('done'))).toBe('done');
  });

  it('passes on the failure of the work', async () => {
    await expect(withTimeout(60_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('times out where the work does not end', async () => {
    expect(await withTimeout(1, new Promise(() => undefined))).toBe('timed-out');
  });
});
