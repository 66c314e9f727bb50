import { describe, expect, it } from 'vitest';
import { baseOf } from './base-of.js';

describe('The prefix of a host', () => {
  it.each([
    ['/operations', '/operations', ''],
    ['/api/operations', '/operations', '/api'],
    ['/api/v2/operations/?a=/b', '/operations', '/api/v2'],
    ['/', '/', ''],
    ['/api', '/', '/api'],
    ['/api/?lang=en', '/', '/api'],
    ['/api/continue', '/continue', '/api'],
  ])('of %s is what stands before %s', (url, path, base) => {
    expect(baseOf(url, path)).toBe(base);
  });
});
