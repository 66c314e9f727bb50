import * as fc from 'fast-check';
import { stringify } from 'node:querystring';
import { describe, expect, it } from 'vitest';
import { canonicalQuery } from './canonical-request.js';
import { parametersOf, parsePairs } from '../wire/parameters.js';
import { percentDecode, percentEncode } from '../wire/percent-encoding.js';

const anyText = () => fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed());

describe('percent-encoding', () => {
  it('leaves only letters, digits and -_.~ as they are', () => {
    fc.assert(
      fc.property(anyText(), (value) => {
        expect(percentEncode(value)).toMatch(/^(?:[A-Za-z0-9\-_.~]|%[0-9A-F]{2})*$/);
      }),
    );
  });

  it('is undone by decoding', () => {
    fc.assert(
      fc.property(anyText(), (value) => {
        expect(percentDecode(percentEncode(value))).toBe(value);
      }),
    );
  });

  it('keeps what is not valid percent-encoding as it stands', () => {
    expect(percentDecode('100%zz+off')).toBe('100%zz off');
  });
});

describe('parameters', () => {
  it("are read back from the vendor client's own query strings", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,8}$/), anyText()), (parameters) => {
        expect({ ...parametersOf(parsePairs(stringify(parameters))) }).toEqual(parameters);
      }),
    );
  });

  it('are sorted in the canonical query, whatever order they came in', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText(), anyText())), (pairs) => {
        expect(canonicalQuery(pairs.toReversed())).toBe(canonicalQuery(pairs));
      }),
    );
  });

  it('cannot reach what every object inherits', () => {
    expect(parametersOf(parsePairs('__proto__=x'))['toString']).toBeUndefined();
  });

  it('count only once, the query before the body', () => {
    expect(parametersOf(parsePairs('A=1&A=2'), parsePairs('A=3&B=4'))).toEqual({ A: '1', B: '4' });
  });
});
