import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackAddress, callbackTarget } from './callback-address.js';

const content = { callbackToken: 'token', transactionId: 'hks1', passed: 'Y', subCode: '200' } as const;

describe('the address of a callback', () => {
  it("has the vendor's parameters, as its example writes them", () => {
    expect(callbackAddress('https://a.example/cb', content, 'example')).toBe(
      'https://a.example/cb?callbackToken=token&transactionId=hks1&passed=Y&subCode=200',
    );
  });

  it("can have them as the vendor's prose writes them", () => {
    expect(callbackAddress('https://a.example/cb', content, 'prose')).toBe(
      'https://a.example/cb?CallbackToken=token&transactionId=hks1&passed=Y&subcode=200',
    );
  });

  it('has no token when none was given', () => {
    const without = { ...content, callbackToken: undefined };
    expect(callbackAddress('https://a.example/cb', without, 'example')).not.toContain('oken');
  });

  it('keeps its own parameters as they were written', () => {
    const address = callbackAddress('https://a.example/cb?order=1%2B1&x=a+b&y#part', content, 'example');
    expect(address).toMatch(/\?order=1%2B1&x=a\+b&y&callbackToken=token/);
    expect(address).not.toContain('#');
  });

  it('carries any token unharmed', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.isWellFormed()),
        (callbackToken) => {
          const address = callbackAddress('https://a.example/', { ...content, callbackToken }, 'example');
          expect(new URL(address).searchParams.get('callbackToken')).toBe(callbackToken);
        },
      ),
    );
  });

  it('is on this machine when it is forwarded, with path and query as they are', () => {
    expect(callbackTarget('https://a.example/cb?x=1', 'http://127.0.0.1:3000')).toBe(
      'http://127.0.0.1:3000/cb?x=1',
    );
  });

  it.each([
    ['https://a.example/cb', undefined],
    ['https://127.0.0.1.a.example/cb', undefined],
    ['https://169.254.169.254/cb', undefined],
    ['https://localhost:3443/cb', 'https://localhost:3443/cb'],
    ['https://[::1]:3443/cb', 'https://[::1]:3443/cb'],
  ])('%s is called only on this machine when it is not', (address, target) => {
    expect(callbackTarget(address, undefined)).toBe(target);
  });
});
