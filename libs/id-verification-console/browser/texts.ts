import type { EN } from '../src/languages/en.js';
import type { ScriptTexts } from '../src/page/script-texts.js';
import { pageData } from './dom.js';

type TextKey = keyof typeof EN;
/** What stands in place of the parts in braces. */
export type Values = Readonly<Record<string, string | number>>;

/** What depends on a number has a text for `one` and one for `other`, and further ones where a language needs them. */
type PluralKey<Key = TextKey> = Key extends `${infer Name}.one` ? Name : never;

const { lang } = document.documentElement;
const texts = JSON.parse(pageData('texts')) as ScriptTexts;

/** What keeps the language in the address of another page; empty where the reader has chosen none. */
export const langQuery = pageData('langQuery');

/** The reader's own region where it is of the language of the page: an hour is written otherwise in each. */
export const locale = navigator.languages.find((tag) => written(tag) === written(lang)) ?? lang;

/** A text of the page, with values in place of its parts in braces. */
export function text(key: TextKey, values?: Values): string {
  return fill(texts[key], values);
}

/** A text with values in place of its parts in braces. */
export function fill(template: string, values: Values = {}): string {
  return template.replace(/\{(\w+)\}/g, (part: string, name: string) => String(values[name] ?? part));
}

export function hasText(key: string): key is TextKey {
  return key in texts;
}

/** A text that depends on a number, which stands in it as `{count}`. */
export function plural(key: PluralKey, count: number): string {
  const form = `${key}.${new Intl.PluralRules(lang).select(count)}`;
  return text(hasText(form) ? form : `${key}.other`, { count: count.toLocaleString(locale) });
}

/** A problem, and what the application itself says about it. */
interface ProblemWords {
  readonly code: string | undefined;
  readonly status: number;
  readonly own: string;
}

/**
 * What a problem means, in the language of the page. What the application itself says about it is English, and so for
 * an English page alone.
 */
export function problemText({ code = '', status, own }: ProblemWords): string {
  const known = texts.problems[code] ?? (lang === 'en' && own !== '' ? own : undefined);
  if (known !== undefined) return known;
  // As a guard of the host refuses, whose response has no code.
  return status === 403 ? text('error.forbidden') : text('error.other', { status });
}

/** A language and its script; undefined for what is no tag of one, as `en-US@posix` is none. */
function written(tag: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return `${language}-${script}`;
  } catch {
    return undefined;
  }
}
