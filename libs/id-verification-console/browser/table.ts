import { make } from './dom.js';

/**
 * A table of texts and elements.
 *
 * @param columns names; one that begins with `#` is of numbers, and one without a name is of buttons
 */
export function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLTableElement {
  const nameAt = (index: number) => columns[index] ?? '';
  const classAt = (index: number) => (nameAt(index).startsWith('#') ? 'number' : '');
  const cell = (content: Node | string, index: number) => {
    const made = make('td', { className: classAt(index) }, content);
    made.dataset['column'] = nameAt(index).replace('#', '');
    return made;
  };
  const head = columns.map((name, index) =>
    name === '' ? make('td') : make('th', { scope: 'col', className: classAt(index) }, name.replace('#', '')),
  );
  return make(
    'table',
    {},
    make('caption', { className: 'unseen' }, caption),
    make('thead', {}, make('tr', {}, ...head)),
    make('tbody', {}, ...rows.map((row) => make('tr', {}, ...row.map(cell)))),
  );
}

/** What stands where there is nothing to list. */
export function nothing(text: string): HTMLParagraphElement {
  return make('p', { className: 'nothing' }, text);
}
