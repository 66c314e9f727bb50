const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}

/** The texts of a page by name, as {@link escapeHtml} gives them. */
export function escapedTexts<Key extends string>(texts: Readonly<Record<Key, string>>): (key: Key) => string {
  return (key) => escapeHtml(texts[key]);
}
