import type { EN } from './en.js';
import type { Language } from './languages.js';
import type { ProblemTextKey } from './problem-text-key.js';

/**
 * The name of a text of the pages of users.
 *
 * @publicApi
 */
export type TextKey = keyof typeof EN | ProblemTextKey;

/** Every text in a language: a key that is missing does not compile. */
export type Translation = Readonly<Record<TextKey, string>>;

/**
 * Texts in place of those of the package, by language and name.
 *
 * @publicApi
 */
export type TextOverrides = Readonly<Partial<Record<Language, Readonly<Partial<Record<TextKey, string>>>>>>;

/** The texts of one language; in English, some problems have none of their own. */
export type Texts = Readonly<Record<keyof typeof EN, string> & Partial<Record<ProblemTextKey, string>>>;
