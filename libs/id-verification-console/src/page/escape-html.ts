import type { EN } from '../languages/en.js';
import type { Texts } from '../languages/translation.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}

/** The texts of a page by name, as {@link escapeHtml} gives them. */
export function escapedTexts(texts: Texts): (key: keyof typeof EN) => string {
  return (key) => escapeHtml(texts[key]);
}
