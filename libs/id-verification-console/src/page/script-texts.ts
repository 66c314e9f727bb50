import type { Texts } from '../languages/translation.js';
import { problemTexts } from './problem-text-keys.js';

/** What the scripts of a page read: every text of its language, and what problems mean, by code. */
export type ScriptTexts = Texts & { readonly problems: Readonly<Record<string, string>> };

export function scriptTexts(texts: Texts): ScriptTexts {
  return { ...texts, problems: problemTexts(texts) };
}
