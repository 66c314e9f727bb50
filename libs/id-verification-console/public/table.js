import { make } from './dom.js';

/**
 * A table of texts and elements.
 *
 * @param columns names; one that begins with `#` is of numbers, and one without a name is of buttons
 */
export function table(caption, columns, rows) {
  const isNumber = (index) => columns[index].startsWith('#');
  const cell = (content, index) => {
    const made = make('td', { className: isNumber(index) ? 'number' : '' }, content);
    made.dataset.column = columns[index].replace('#', '');
    return made;
  };
  const head = columns.map((name, index) =>
    name === ''
      ? make('td')
      : make('th', { scope: 'col', className: isNumber(index) ? 'number' : '' }, name.replace('#', '')),
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
export function nothing(text) {
  return make('p', { className: 'nothing' }, text);
}
