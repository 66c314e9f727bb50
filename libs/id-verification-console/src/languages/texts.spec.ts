import { describe, expect, it } from 'vitest';
import { ID } from './id.js';
import { MS } from './ms.js';
import { TEXTS, textsOf, validateTexts } from './texts.js';

describe('The texts of a host', () => {
  it('replace those that they name, in their language alone', () => {
    const overrides = { ms: { brand: 'Bank Kita' } };
    expect(textsOf('ms', overrides)).toEqual({ ...MS, brand: 'Bank Kita' });
    expect(textsOf('id', overrides)).toEqual(ID);
    expect(textsOf('en')).toEqual(TEXTS.en);
  });

  it('name a language and a text that exist', () => {
    validateTexts({ en: { 'problem.busy': 'Wait a minute.' } });
    const override = (texts: object) => () => validateTexts(texts);
    expect(override({ de: {} })).toThrow('texts.de must be one of the languages en, zh-Hant');
    expect(override({ en: { brands: '' } })).toThrow('texts.en["brands"] must be the name of a text');
    expect(override({ en: { brand: 1 } })).toThrow('texts.en["brand"] must be a text');
  });
});
