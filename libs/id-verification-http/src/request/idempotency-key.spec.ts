import { describe, expect, it } from 'vitest';
import { idempotentId, withIdempotentId } from './idempotency-key.js';

describe('An idempotency key', () => {
  it('that is a valid MerchantBizId stands for itself', () => {
    expect(idempotentId(['order1'], 'caller')).toBe('order1');
  });

  it.each(['8e03978e-40d5-43dd-bc93-6894a57f9324', '"quoted"', '~'.repeat(255), 'a'.repeat(33)])(
    'is hashed with the name of the API key: %s',
    (key) => {
      const id = idempotentId([key], 'one');
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      expect(idempotentId([key], 'one')).toBe(id);
      expect(idempotentId([key], 'other')).not.toBe(id);
    },
  );

  it.each([[['']], [['a b']], [['ä']], [['\u0000']], [['a'.repeat(256)]], [['one', 'one']]])(
    'is refused: %j',
    (values) => {
      expect(() => idempotentId(values, 'caller')).toThrow(
        expect.objectContaining({ code: 'invalid_request' }),
      );
    },
  );

  it('is refused beside another merchantBizId, and accepted beside the same one', () => {
    expect(() => withIdempotentId({ merchantBizId: 'one' }, 'other')).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
    expect(withIdempotentId({ merchantBizId: 'one' }, 'one')).toEqual({ merchantBizId: 'one' });
    expect(withIdempotentId({}, 'one')).toEqual({ merchantBizId: 'one' });
  });
});
