import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackTokens } from './callback-route.service.js';

const token = 'a1'.repeat(32);

describe('the tokens of a callback', () => {
  it.each([
    ['the name of the example', `/c?callbackToken=${token}&passed=Y`, [token]],
    ['the name of the prose', `/c?CallbackToken=${token}`, [token]],
    ['any case', `/c?cALLBACKtOKEN=${token}`, [token]],
    ['an array', `/c?callbackToken[]=${token}`, [token]],
    ['a numbered array', `/c?callbackToken[3]=${token}`, [token]],
    ['encoded brackets', `/c?callbackToken%5b%5d=${token}`, [token]],
    ['one that stands twice', `/c?callbackToken=x&callbackToken=${token}`, ['x', token]],
    ['no query', '/c', []],
    ['an empty query', '/c?', []],
    ['a bare name', '/c?callbackToken', ['']],
    ['another name', `/c?token=${token}&xcallbackToken=${token}&callbackTokens=${token}`, []],
    ['an object', `/c?callbackToken[a]=${token}`, []],
    ['one in the path', `/c/callbackToken=${token}`, []],
    ['one that is far too long', `/c?callbackToken=${'x'.repeat(201)}`, []],
  ])('are found in %s', (_, url, tokens) => {
    expect(callbackTokens(url)).toEqual(tokens);
  });

  it('do not depend on what the URL says about the verdict', () => {
    expect(callbackTokens(`/c?passed=N&callbackToken=${token}&transactionId=x&passed=Y`)).toEqual([token]);
  });

  it('are looked for in any text without a failure', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(Array.isArray(callbackTokens(`/c?${text}`))).toBe(true);
      }),
    );
  });

  it('are never more than a request may have parameters, however long it is', () => {
    expect(callbackTokens(`/c?${'callbackToken=a&'.repeat(100_000)}`)).toHaveLength(50);
  });
});
