import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdVerificationValidationError } from '../../errors/validation.error.js';
import { decodeDeliveryCursor, encodeDeliveryCursor } from './delivery-filter.js';

describe('a cursor of deliveries', () => {
  it('leads back to its position, for every verification and handler', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.stringMatching(/^[A-Za-z0-9._-]{1,128}$/), (verificationId, handler) => {
        const position = { verificationId, handler };
        expect(decodeDeliveryCursor(encodeDeliveryCursor(position))).toEqual(position);
      }),
    );
  });

  it('that nobody gave out is refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => decodeDeliveryCursor(text)).toThrow(IdVerificationValidationError);
      }),
    );
  });
});
