import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackTokens } from './callback-tokens.js';

const token = 'a1b2'.repeat(16);

describe('the tokens of a callback', () => {
  it.each([
    ['as documented', `/c?callbackToken=${token}&passed=Y`],
    ['under any name', `/c?callback_token=${token}`],
    ['in an array', `/c?callbackToken%5b%5d=${token}`],
    ['after a second question mark', `/c?tenant=1?callbackToken=${token}`],
    ['after an encoded question mark', `/c%3FcallbackToken=${token}`],
    ['after an escaped ampersand', `/c?transactionId=x&amp;callbackToken=${token}`],
    ['before a space', `/c?callbackToken=${token}%20`],
    ['before a plus sign', `/c?callbackToken=${token}+`],
    ['before further hexadecimal digits', `/c?callbackToken=${token}ff`],
    ['after further hexadecimal digits', `/c?callbackToken=ff${token}`],
    ['in quotation marks', `/c?callbackToken="${token}"`],
    ['in encoded quotation marks', `/c?callbackToken=%22${token}%22`],
    ['in quotation marks that were encoded twice', `/c?callbackToken=%2522${token}%2522`],
    ['in upper case', `/c?callbackToken=${token.toUpperCase()}`],
    ['percent-encoded', `/c?callbackToken=${token.replaceAll('a', '%61')}`],
    ['in JSON', ` {"callbackToken":"${token}","passed":"Y"}`],
    ['in encoded JSON', `/c?data=%7B%22callbackToken%22%3A%22${token}%22%7D`],
  ])('are found %s', (_, text) => {
    expect(callbackTokens(text)).toContain(token);
  });

  it.each([
    ['no query', '/c'],
    ['a bare name', '/c?callbackToken'],
    ['one that is cut short', `/c?callbackToken=${token.slice(1)}`],
    ['one that is interrupted', `/c?callbackToken=${token.slice(0, 32)}-${token.slice(32)}`],
  ])('are not found in %s', (_, text) => {
    expect(callbackTokens(text)).toEqual([]);
  });

  it('are found in any surroundings but hexadecimal digits on both sides', () => {
    const surroundings = fc.string({ unit: 'binary', maxLength: 80 });
    fc.assert(
      fc.property(surroundings, surroundings, (before, after) => {
        fc.pre(!before.includes('%') && !/^[0-9a-f]/i.test(after));
        expect(callbackTokens(before + token + after)).toContain(token);
      }),
    );
  });

  it('are searched in any text without a failure', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(Array.isArray(callbackTokens(`/c?${text}`))).toBe(true);
      }),
    );
  });

  it('are limited in number, however long the request is', () => {
    expect(callbackTokens(`${token} `.repeat(100_000)).length).toBeLessThanOrEqual(1);
    const many = Array.from({ length: 100_000 }, (_, index) => index.toString(16).padStart(64, '0'));
    expect(callbackTokens(many.join(' ')).length).toBeLessThanOrEqual(128);
  });
});
