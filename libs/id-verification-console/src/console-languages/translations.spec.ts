import { describe, expect, it } from 'vitest';
import { CONSOLE_TEXTS } from './console-texts.js';
import { EN, EN_PROBLEMS } from '../languages/en.js';
import { ID } from '../languages/id.js';
import { MS } from '../languages/ms.js';
import { ZH_HANS } from '../languages/zh-hans.js';
import { ZH_HANT } from '../languages/zh-hant.js';

const PAGES = { 'zh-Hant': ZH_HANT, 'zh-Hans': ZH_HANS, id: ID, ms: MS };
const { en: ENGLISH_CONSOLE, ...CONSOLE } = CONSOLE_TEXTS;

type Catalogue = Readonly<Record<string, string>>;
const CATALOGUES: readonly (readonly [
  name: string,
  english: Catalogue,
  translations: Record<string, Catalogue>,
])[] = [
  ['the pages of users', { ...EN, ...EN_PROBLEMS }, PAGES],
  ['the console', ENGLISH_CONSOLE, CONSOLE],
];
const TRANSLATIONS = CATALOGUES.flatMap(([name, english, translations]) =>
  Object.entries(translations).map(([language, texts]) => ({ name, language, english, texts })),
);

/** Words that no other language of the pages has. */
const ENGLISH_WORDS =
  /\b(the|this|that|is|are|was|of|and|or|to|in|on|you|your|it|not|with|for|user|page|code|device|result|phone)\b/i;
/** Names that stay as they are in Chinese. */
const NAMES =
  /API|CSV|QR|NTP|JavaScript|MerchantBizId|TransactionId|rateLimit\.\w+|[a-z]+(_[a-z]+)+|\{\w+\}/g;
/** Characters of one script that the other writes otherwise; each is in a text. */
const SIMPLIFIED = /[验证设备机页户结开续态网请码数应绝单关时间询递历条处]/u;
const TRADITIONAL = /[驗證設備機頁戶結開續態網請碼數應絕單關時間詢遞歷條處]/u;

const partsOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([part]) => part).toSorted();

const withoutParts = (text: string) => text.replaceAll(/\{\w+\}/g, '');

describe.each(TRANSLATIONS)('The texts of $name in $language', ({ english, texts }) => {
  const all = Object.entries(texts);

  it('are all there, and none is empty', () => {
    expect(Object.keys(texts)).toEqual(expect.arrayContaining(Object.keys(english)));
    for (const [key, text] of all) expect([key, text.trim()]).toEqual([key, expect.stringMatching(/./)]);
  });

  it('are none of them the English one', () => {
    // What is no more than a pattern may be the same in every language.
    const words = all.filter(([, text]) => /\p{L}/u.test(withoutParts(text)));
    for (const [key, text] of words) expect([key, text]).not.toEqual([key, english[key]]);
  });

  it('have the parts of the English ones', () => {
    for (const [key, text] of Object.entries(english))
      expect([key, partsOf(texts[key] ?? '')]).toEqual([key, partsOf(text)]);
  });

  it('contain no English word', () => {
    for (const [key, text] of all)
      expect([key, withoutParts(text)]).toEqual([key, expect.not.stringMatching(ENGLISH_WORDS)]);
  });
});

describe('The Chinese texts', () => {
  const all = (language: 'zh-Hant' | 'zh-Hans') =>
    Object.entries({ ...PAGES[language], ...CONSOLE[language] });

  it.each(['zh-Hant', 'zh-Hans'] as const)('in %s contain no Latin letters beside names', (language) => {
    for (const [key, text] of all(language))
      expect([key, text.replaceAll(NAMES, '')]).toEqual([key, expect.not.stringMatching(/[A-Za-z]/)]);
  });

  it('are each in one script', () => {
    const textOf = (language: 'zh-Hant' | 'zh-Hans') => all(language).flat().join('');
    expect(textOf('zh-Hant')).not.toMatch(SIMPLIFIED);
    expect(textOf('zh-Hans')).not.toMatch(TRADITIONAL);
    expect(textOf('zh-Hans')).toMatch(SIMPLIFIED);
    expect(textOf('zh-Hant')).toMatch(TRADITIONAL);
  });
});

describe('The texts of the console', () => {
  it('have names of their own, since its scripts read them beside those of the pages of users', () => {
    const shared = Object.keys(ZH_HANT).filter((key) => key in CONSOLE['zh-Hant']);
    expect(shared).toEqual([]);
  });
});
