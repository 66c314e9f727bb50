/**
 * The languages of the pages of users. The first one is the default.
 *
 * @publicApi
 */
export const LANGUAGES = ['en', 'zh-Hant', 'zh-Hans', 'id', 'ms'] as const;

/**
 * A language of the pages of users, as a BCP 47 tag.
 *
 * @publicApi
 */
export type Language = (typeof LANGUAGES)[number];

/**
 * A text in several languages; English stands in for the others.
 *
 * @publicApi
 */
export type LocalizedText = Readonly<{ en: string } & Partial<Record<Language, string>>>;
