import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdVerificationValidationError } from '../../errors/validation.error.js';
import { decodeCursor, encodeCursor } from '../../validation/page.js';
import { DELIVERY_CURSOR } from './delivery-filter.js';

describe('a cursor of deliveries', () => {
  it('decodes to its position, for every verification and handler', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.stringMatching(/^[A-Za-z0-9._-]{1,128}$/), (verificationId, handler) => {
        const position = { verificationId, handler };
        expect(decodeCursor(encodeCursor(position, DELIVERY_CURSOR), DELIVERY_CURSOR)).toEqual(position);
      }),
    );
  });

  it('is rejected if it was not issued', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => decodeCursor(text, DELIVERY_CURSOR)).toThrow(IdVerificationValidationError);
      }),
    );
  });
});
