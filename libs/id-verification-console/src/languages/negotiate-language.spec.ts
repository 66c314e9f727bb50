import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from './languages.js';
import { negotiateLanguage } from './negotiate-language.js';

const negotiate = (acceptLanguage: string | undefined, lang?: unknown) =>
  negotiateLanguage({ acceptLanguage, lang }).language;

/** Tags that browsers send, and what they mean here; undefined for a language that the pages do not have. */
const TAGS: Readonly<Record<string, Language | undefined>> = {
  en: 'en',
  'en-GB': 'en',
  zh: 'zh-Hans',
  'zh-CN': 'zh-Hans',
  'zh-SG': 'zh-Hans',
  'zh-MY': 'zh-Hans',
  'zh-TW': 'zh-Hant',
  'zh-HK': 'zh-Hant',
  'zh-MO': 'zh-Hant',
  'zh-Hant': 'zh-Hant',
  'ZH-hant-hk': 'zh-Hant',
  'zh-Hans-HK': 'zh-Hans',
  id: 'id',
  'id-ID': 'id',
  in: 'id',
  'in-ID': 'id',
  ms: 'ms',
  'ms-MY': 'ms',
  'ms-SG': 'ms',
  de: undefined,
  'de-CH-1996': undefined,
  'pt-BR': undefined,
  '*': undefined,
};

const TAG = fc.constantFrom(...Object.keys(TAGS));
/** Preferences with weights that differ, in thousandths: at most three decimals are allowed. */
const PREFERENCES = fc.uniqueArray(fc.record({ tag: TAG, weight: fc.integer({ min: 0, max: 1_000 }) }), {
  selector: ({ weight }) => weight,
  maxLength: 8,
});

describe('The language of a page', () => {
  it.each(Object.entries(TAGS))('for %s alone is %s', (tag, language) => {
    expect(negotiate(tag)).toBe(language ?? 'en');
    expect(negotiate('ms', tag)).toBe(language ?? 'ms');
  });

  it('is the supported one with the highest q-value, wherever it stands', () => {
    fc.assert(
      fc.property(PREFERENCES, (preferences) => {
        const header = preferences.map(({ tag, weight }) => `${tag};q=${weight / 1_000}`).join(', ');
        const [best] = preferences
          .filter(({ tag, weight }) => weight > 0 && TAGS[tag] !== undefined)
          .toSorted((one, other) => other.weight - one.weight);

        expect(negotiate(header)).toBe(best === undefined ? 'en' : TAGS[best.tag]);
      }),
    );
  });

  it('is the first of several with the same q-value', () => {
    fc.assert(
      fc.property(fc.array(TAG), (tags) => {
        const first = tags.find((tag) => TAGS[tag] !== undefined);
        expect(negotiate(tags.join(','))).toBe(first === undefined ? 'en' : TAGS[first]);
      }),
    );
  });

  it('is the chosen one, whatever the browser prefers', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), fc.string(), (lang, acceptLanguage) => {
        expect(negotiateLanguage({ lang, acceptLanguage })).toEqual({ language: lang, isChosen: true });
      }),
    );
  });

  it('is one of the languages for anything that is sent', () => {
    fc.assert(
      fc.property(fc.anything(), fc.option(fc.string(), { nil: undefined }), (lang, acceptLanguage) => {
        expect(LANGUAGES).toContain(negotiate(acceptLanguage, lang));
      }),
    );
  });
});
