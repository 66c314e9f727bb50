import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackToken, verificationIdOf } from './callback-token.js';

const id = '0198c0de-0000-7000-8000-00000000abcd';
const current = { id: 'new', secret: 'n'.repeat(32) };
const previous = { id: 'old', secret: 'o'.repeat(32) };

describe('a callback token', () => {
  it('identifies its verification', () => {
    expect(verificationIdOf(callbackToken(id, [current]), [current])).toBe(id);
  });

  it('is made of letters and digits only and holds 128 bits that cannot be guessed', () => {
    expect(callbackToken(id, [current])).toMatch(/^0198c0de00007000800000000000abcd[0-9a-f]{32}$/);
  });

  it('stays valid after a key rotation until its key is removed', () => {
    const token = callbackToken(id, [previous]);

    expect(verificationIdOf(token, [current, previous])).toBe(id);
    expect(verificationIdOf(token, [current])).toBeUndefined();
  });

  it('is invalid when any character is changed', () => {
    const token = callbackToken(id, [current]);
    fc.assert(
      fc.property(fc.nat(63), fc.constantFrom(...'0123456789abcdef'), (index, digit) => {
        fc.pre(token[index] !== digit);
        const forged = token.slice(0, index) + digit + token.slice(index + 1);
        expect(verificationIdOf(forged, [current])).toBeUndefined();
      }),
    );
  });

  it('is recognised as forged whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(verificationIdOf(text, [current])).toBeUndefined();
      }),
    );
  });
});
