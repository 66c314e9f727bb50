import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const date = 'Sun, 06 Nov 1994 08:49:37 GMT';

describe('Retry-After', () => {
  it.each([
    ['30', 30_000],
    [' 0 ', 0],
    ['Sun, 06 Nov 1994 08:49:47 GMT', 10_000],
    ['Sunday, 06-Nov-94 08:49:47 GMT', 10_000],
    ['Sun Nov  6 08:49:47 1994', 10_000],
    ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
  ])('is relative to the date of the response: %j', (value, expected) => {
    expect(retryAfterMs({ date, 'retry-after': value })).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'soon',
    '-1',
    '1.5',
    '1e3',
    'Infinity',
    '0x10',
    '2026-01-01',
    'Sun, 99 Xxx 1994 08:49:37 GMT',
  ])('is ignored when it is invalid: %j', (value) => {
    expect(retryAfterMs({ date, 'retry-after': value })).toBeUndefined();
    expect(retryAfterMs({ 'x-acs-retry-after': value, 'retry-after': '2' })).toBe(2_000);
  });

  it('counts from this machine’s clock where the response has no date', () => {
    const value = new Date(Date.now() + 60_000).toUTCString();

    expect(retryAfterMs({ 'retry-after': value })).toBeGreaterThan(50_000);
  });
});
