import { describe, expect, it } from 'vitest';
import { resolveOptions } from './id-verification-options.js';
import { FACE_IDU, FACE_LIVENESS, FACE_LIVENESS_PRO, notOfferedHint } from '../contract/products/index.js';
import { defineProduct } from '../contract/products/product.js';

const options = {
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
  hashKeys: [{ id: 'k1', secret: 'hash-key-of-the-tests-0123456789ab' }],
};

describe('the rate limit', () => {
  it.each([
    ['cn-hongkong', [FACE_LIVENESS], 10],
    ['ap-southeast-1', [FACE_LIVENESS_PRO], 10],
    ['ap-southeast-3', [FACE_LIVENESS_PRO], 3],
    ['ap-southeast-5', [FACE_LIVENESS_PRO, FACE_IDU], 3],
    ['us-west-1', [FACE_LIVENESS], 3],
    ['us-west-1', [defineProduct({ code: 'X', regions: { 'us-west-1': { callsPerSecond: 7 } } })], 7],
  ] as const)('defaults in %s to the limit of the products', (region, products, perSecond) => {
    expect(resolveOptions({ ...options, region, products }, 'default').rateLimit?.perSecond).toBe(perSecond);
  });

  it('is what the host says, or none', () => {
    const limitOf = (rateLimit: false | { perSecond: number }) =>
      resolveOptions({ ...options, region: 'ap-southeast-3', rateLimit }, 'default').rateLimit?.perSecond;
    expect([limitOf({ perSecond: 50 }), limitOf(false)]).toEqual([50, undefined]);
  });
});

describe('a product', () => {
  it('is offered in its regions alone', () => {
    expect(notOfferedHint(FACE_LIVENESS, 'cn-hongkong')).toBeUndefined();
    expect(notOfferedHint(FACE_LIVENESS, 'ap-southeast-1')).toContain('but in cn-hongkong');
  });

  it.each([[[]], [[{ code: 'X' }]], [[FACE_IDU, FACE_IDU]], [[{ ...FACE_IDU, code: 'x' }]], ['FACE_IDU']])(
    'is rejected when it is invalid: %j',
    (products) => {
      const given = { ...options, products } as never;
      expect(() => resolveOptions(given, 'default')).toThrow('`products` must be a list');
    },
  );
});
