import { describe, expect, it } from 'vitest';
import { EN, EN_PROBLEMS } from './en.js';
import { ID } from './id.js';
import { MS } from './ms.js';
import { TEXTS, textsOf, validateTexts } from './texts.js';
import { ZH_HANS } from './zh-hans.js';
import { ZH_HANT } from './zh-hant.js';

const TRANSLATIONS = { 'zh-Hant': ZH_HANT, 'zh-Hans': ZH_HANS, id: ID, ms: MS };
const ENGLISH: Readonly<Record<string, string>> = { ...EN, ...EN_PROBLEMS };

/** Words that no other language of the pages has. */
const ENGLISH_WORDS =
  /\b(the|this|that|is|are|was|of|and|or|to|in|on|you|your|it|not|with|for|user|page|code|device|result|phone)\b/i;
/** Names that stay as they are in Chinese. */
const NAMES = /API|QR|JavaScript|\{\w+\}/g;
/** Characters of one script that the other writes otherwise; each is in a text. */
const SIMPLIFIED = /[验证设备机页户结开续态网请码数应绝单关]/u;
const TRADITIONAL = /[驗證設備機頁戶結開續態網請碼數應絕單關]/u;

const partsOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([part]) => part).toSorted();

describe.each(Object.entries(TRANSLATIONS))('The texts in %s', (_, texts) => {
  const all = Object.entries(texts);

  it('are all there, and none is empty', () => {
    expect(Object.keys(texts)).toEqual(expect.arrayContaining(Object.keys(EN)));
    for (const [key, text] of all) expect([key, text.trim()]).toEqual([key, expect.stringMatching(/./)]);
  });

  it('are none of them the English one', () => {
    for (const [key, text] of all) expect([key, text]).not.toEqual([key, ENGLISH[key]]);
  });

  it('have the parts of the English ones', () => {
    for (const [key, text] of Object.entries(ENGLISH))
      expect([key, partsOf(Object.fromEntries(all)[key] ?? '')]).toEqual([key, partsOf(text)]);
  });

  it('contain no English word', () => {
    for (const [key, text] of all)
      expect([key, text]).toEqual([key, expect.not.stringMatching(ENGLISH_WORDS)]);
  });
});

describe('The Chinese texts', () => {
  it.each(['zh-Hant', 'zh-Hans'] as const)('in %s contain no Latin letters beside names', (language) => {
    for (const [key, text] of Object.entries(TRANSLATIONS[language]))
      expect([key, text.replaceAll(NAMES, '')]).toEqual([key, expect.not.stringMatching(/[A-Za-z]/)]);
  });

  it('are each in one script', () => {
    const all = (language: 'zh-Hant' | 'zh-Hans') => Object.values(TRANSLATIONS[language]).join('');
    expect(all('zh-Hant')).not.toMatch(SIMPLIFIED);
    expect(all('zh-Hans')).not.toMatch(TRADITIONAL);
    expect(all('zh-Hans')).toMatch(SIMPLIFIED);
    expect(all('zh-Hant')).toMatch(TRADITIONAL);
  });
});

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
