import fc, { type Arbitrary } from 'fast-check';
import { encodedLength } from './query-length.js';

/** Leaves room for the other parameters below the default limit of the query. */
const LONGEST = 7_500;

/** What a client's getMetaInfo() might return, if it were made to annoy: a JSON object in any spelling. */
export function metaInfoText(): Arbitrary<string> {
  return jsonObjectText().filter((text) => encodedLength({ MetaInfo: text }) < LONGEST);
}

/**
 * The text of a JSON object in every way in which the grammar lets it be written: white space anywhere, characters of
 * all planes, escapes that need not be there, halves of surrogate pairs as escapes, numbers that no double holds, names
 * in any order and more than once.
 */
function jsonObjectText(): Arbitrary<string> {
  const { object } = fc.letrec<Record<'value' | 'list' | 'object', string>>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(stringText(), numberText(), fc.constantFrom('true', 'false', 'null')),
      tie('list'),
      tie('object'),
    ),
    list: items(tie('value')).map((values) => `[${values}]`),
    object: items(member(tie('value'))).map((members) => `{${members}}`),
  }));
  return padded(object);
}

function member(value: Arbitrary<string>): Arbitrary<string> {
  const name = fc.oneof(stringText(), fc.constantFrom('"deviceType"', '"a"', '"__proto__"', '"constructor"'));
  return fc.tuple(padded(name), padded(value)).map(([key, content]) => `${key}:${content}`);
}

function items(item: Arbitrary<string>): Arbitrary<string> {
  const several = fc.array(padded(item), { minLength: 1, maxLength: 5 }).map((texts) => texts.join(','));
  return fc.oneof({ weight: 1, arbitrary: whiteSpace() }, { weight: 5, arbitrary: several });
}

function padded(text: Arbitrary<string>): Arbitrary<string> {
  return fc.tuple(whiteSpace(), text, whiteSpace()).map((parts) => parts.join(''));
}

function whiteSpace(): Arbitrary<string> {
  return fc.array(fc.constantFrom(' ', '\n', '\r', '\t'), { maxLength: 2 }).map((spaces) => spaces.join(''));
}

function numberText(): Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('-0', '1.0', '1e400', '-1E+400', '1e-400', '0.10', '9007199254740993', '1e0', '10E-1'),
    fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,9})?([eE][+-]?\d{1,3})?$/),
  );
}

function stringText(): Arbitrary<string> {
  const hex = fc.stringMatching(/^[0-9a-fA-F]{4}$/);
  const piece = fc.oneof(
    fc.string({ maxLength: 5 }).map((text) => text.replaceAll(/["\\]/g, '~')),
    fc.integer({ min: 0x80, max: 0xd7ff }).map((point) => String.fromCodePoint(point)),
    fc.integer({ min: 0xe000, max: 0xffff }).map((point) => String.fromCodePoint(point)),
    fc.integer({ min: 0x1_0000, max: 0x10_ffff }).map((point) => String.fromCodePoint(point)),
    fc.constantFrom(
      '\\"',
      '\\\\',
      '\\/',
      '\\b',
      '\\f',
      '\\n',
      '\\r',
      '\\t',
      '\u2028',
      '\ufeff',
      '%00',
      '+',
      '&',
    ),
    hex.map((digits) => `\\u${digits}`),
  );
  return fc.array(piece, { maxLength: 6 }).map((pieces) => `"${pieces.join('')}"`);
}
