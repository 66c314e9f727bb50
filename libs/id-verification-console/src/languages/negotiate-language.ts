import Negotiator from 'negotiator';
import { LANGUAGES, type Language } from './languages.js';

/** What a request says about the language that its reader wants. */
export interface LanguageRequest {
  /** The query parameter `lang`: what the reader, or a link, has chosen. */
  readonly lang: unknown;
  /** The header `Accept-Language`. */
  readonly acceptLanguage: string | undefined;
}

/** The language of a response, and whether the reader has chosen it. */
export interface NegotiatedLanguage {
  readonly language: Language;
  /** True where `lang` names it: links then keep it. */
  readonly isChosen: boolean;
}

/** The choice comes first, then what the browser prefers, then the default. */
export function negotiateLanguage({ lang, acceptLanguage }: LanguageRequest): NegotiatedLanguage {
  const chosen = typeof lang === 'string' ? matchLanguage(lang) : undefined;
  if (chosen !== undefined) return { language: chosen, isChosen: true };
  const preferred = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).languages();
  const [language = LANGUAGES[0]] = preferred.flatMap((tag) => matchLanguage(tag) ?? []);
  return { language, isChosen: false };
}

/**
 * The language of the pages that a tag means. The data of Unicode know which script a region writes, `zh-HK` in
 * `Hant`, and what an old tag is called today, `in` that `id` is.
 */
function matchLanguage(tag: string): Language | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return LANGUAGES.find((known) => known === language || known === `${language}-${script}`);
  } catch {
    // No tag of a language, as `*` is none.
    return undefined;
  }
}
