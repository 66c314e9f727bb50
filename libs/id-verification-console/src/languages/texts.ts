import { EN, EN_PROBLEMS } from './en.js';
import { ID } from './id.js';
import { LANGUAGES, type Language } from './languages.js';
import { MS } from './ms.js';
import type { TextOverrides, Texts } from './translation.js';
import { ZH_HANS } from './zh-hans.js';
import { ZH_HANT } from './zh-hant.js';

export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: { ...EN, ...EN_PROBLEMS },
  'zh-Hant': ZH_HANT,
  'zh-Hans': ZH_HANS,
  id: ID,
  ms: MS,
};

/** @throws Error for an override that names no language or text, or is none */
export function validateTexts(overrides: TextOverrides): void {
  for (const [language, texts] of Object.entries(overrides)) {
    if (!LANGUAGES.some((known) => known === language))
      throw new Error(`texts.${language} must be one of the languages ${LANGUAGES.join(', ')}`);
    for (const [key, text] of Object.entries(texts)) {
      if (!(key in ID)) throw new Error(`texts.${language}["${key}"] must be the name of a text`);
      if (typeof text !== 'string') throw new Error(`texts.${language}["${key}"] must be a text`);
    }
  }
}

/** The texts of a language with those of the host in their place. */
export function textsOf(language: Language, overrides: TextOverrides = {}): Texts {
  return { ...TEXTS[language], ...overrides[language] };
}
