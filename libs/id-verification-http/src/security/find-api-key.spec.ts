import { describe, expect, it } from 'vitest';
import { hashApiKey } from './api-key.js';
import { findApiKey } from './find-api-key.js';
import { newApiKey } from './new-api-key.js';

const known = ['first', 'second'].map((key) => ({ name: `${key}-caller`, sha256: hashApiKey(key) }));

describe('An API key', () => {
  it.each(['first', 'second'])('is found by its hash: %s', (key) => {
    expect(findApiKey(known, key)?.name).toBe(`${key}-caller`);
  });

  it.each(['', 'third', 'First', 'first '])('is not found when it differs: %j', (key) => {
    expect(findApiKey(known, key)).toBeUndefined();
  });

  it('is not found when none is known', () => {
    expect(findApiKey([], 'first')).toBeUndefined();
  });
});

describe('A new API key', () => {
  it('is known by the entry that comes with it', () => {
    const { key, entry } = newApiKey('shop');
    expect(entry).toBe(`shop:${hashApiKey(key).toString('hex')}`);
  });

  it('has 256 random bits', () => {
    const keys = Array.from({ length: 100 }, () => newApiKey('shop').key);
    expect(new Set(keys).size).toBe(100);
    for (const key of keys) expect(key).toMatch(/^idv_[A-Za-z0-9_-]{43}$/);
  });

  it.each(['', 'a b', 'a:b', 'a,b', 'a'.repeat(65)])('has no name that the list cannot hold: %j', (name) => {
    expect(() => newApiKey(name)).toThrow(RangeError);
  });
});
