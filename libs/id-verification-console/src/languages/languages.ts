/**
 * The languages of the pages. The first one is the default.
 *
 * @publicApi
 */
export const LANGUAGES = ['en', 'zh-Hant', 'zh-Hans', 'id', 'ms'] as const;

/**
 * A language of the pages, as a BCP 47 tag.
 *
 * @publicApi
 */
export type Language = (typeof LANGUAGES)[number];

/** What each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  'zh-Hant': '繁體中文',
  'zh-Hans': '简体中文',
  id: 'Bahasa Indonesia',
  ms: 'Bahasa Melayu',
};

/**
 * A text in several languages; English stands in for the others.
 *
 * @publicApi
 */
export type LocalizedText = Readonly<{ en: string } & Partial<Record<Language, string>>>;
