import { describe, expect, it } from 'vitest';
import { INITIALIZE } from './initialize.js';

const read = (result: Record<string, unknown>, livemode = true) =>
  INITIALIZE.decode({ result: { TransactionId: 'hks1', ...result }, requestId: 'R', livemode });

describe('a response to Initialize', () => {
  it('decodes the values that clients use', () => {
    const TransactionUrl = 'https://verify.example/path?a=1&b=%20';
    expect(read({ Protocol: 'eyJ+/=', TransactionUrl })).toEqual({
      transactionId: 'hks1',
      protocol: 'eyJ+/=',
      transactionUrl: TransactionUrl,
      requestId: 'R',
      livemode: true,
    });
    expect(read({}).transactionUrl).toBeUndefined();
  });

  it.each([
    'javascript:alert(1)',
    '//evil.example',
    '/path',
    'http://verify.example/',
    'https://',
    'https://verify.example/a b',
    'https://verify.example/\u0000',
    ' https://verify.example/',
    `https://verify.example/${'a'.repeat(8_001)}`,
  ])('is unreadable with the TransactionUrl %j', (TransactionUrl) => {
    expect(() => read({ TransactionUrl })).toThrow('TransactionUrl that is no absolute https address');
  });

  it('may have a plain http address from an emulator alone', () => {
    expect(read({ TransactionUrl: 'http://127.0.0.1:4010/verify/1' }, false).transactionUrl).toBeDefined();
    expect(() => read({ TransactionUrl: 'javascript:alert(1)' }, false)).toThrow('TransactionUrl');
  });

  it.each(['../../x', 'a b', 'a\u0000', 'a'.repeat(129)])(
    'is unreadable with the TransactionId %j',
    (TransactionId) => {
      expect(() => read({ TransactionId })).toThrow('TransactionId that is no id');
    },
  );

  it.each(['a\u0000', 'a\n', 'a'.repeat(65_537)])('is unreadable with the Protocol %j', (Protocol) => {
    expect(() => read({ Protocol })).toThrow('Protocol that has control characters');
  });
});
