import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdVerificationValidationError } from '../errors/validation.error.js';
import { decodeCursor, encodeCursor } from '../validation/page.js';
import { LIST_CURSOR } from './list-cursor.js';

describe('a cursor', () => {
  it('decodes to its position, for every time and id', () => {
    const years = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), fc.uuid(), (createdAt, id) => {
        expect(decodeCursor(encodeCursor({ createdAt, id }, LIST_CURSOR), LIST_CURSOR)).toEqual({
          createdAt,
          id,
        });
      }),
    );
  });

  it('is rejected if it was not issued', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => decodeCursor(text, LIST_CURSOR)).toThrow(IdVerificationValidationError);
      }),
    );
  });
});
