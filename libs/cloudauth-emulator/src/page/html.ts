const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escaped HTML. */
export class Html {
  constructor(readonly text: string) {}
}

/** Text put into HTML, by a template; whatever is not {@link Html} is escaped. Lists are joined. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html | undefined | readonly Html[])[]
): Html {
  return new Html(strings.map((part, index) => `${part}${rendered(values[index])}`).join(''));
}

function rendered(value: string | number | Html | undefined | readonly Html[]): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
