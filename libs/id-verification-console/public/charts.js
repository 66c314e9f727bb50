import { make } from './dom.js';
import { table } from './table.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 600;
const HEIGHT = 160;

/**
 * Bars of several parts, one for each bucket of time.
 *
 * @param series `{ name, tone, of(bucket) }` from the lowest part to the topmost
 */
export function barChart(figure, { title, buckets, series, nameOf }) {
  const totals = buckets.map((bucket) => series.reduce((total, { of }) => total + of(bucket), 0));
  const top = roundUp(Math.max(...totals, 1));
  const step = WIDTH / buckets.length;
  const bars = buckets.flatMap((bucket, index) => {
    let y = HEIGHT;
    return series.map(({ tone, of }) => {
      const height = (of(bucket) / top) * HEIGHT;
      y -= height;
      return shape('rect', {
        x: index * step + step * 0.15,
        y,
        width: step * 0.7,
        height,
        class: `fill ${tone}`,
      });
    });
  });
  draw(figure, {
    title,
    shapes: bars,
    summary: `${totals.reduce((sum, total) => sum + total, 0)} in all, at most ${Math.max(...totals, 0)} at a time`,
    scale: [String(top), '0'],
    ends: endsOf(buckets, nameOf),
    legend: series,
    rows: [
      ['When', ...series.map(({ name }) => `#${name}`)],
      ...buckets.map((bucket) => [nameOf(bucket), ...series.map(({ of }) => String(of(bucket)))]),
    ],
  });
}

/** A line through the buckets that have a value, with gaps where there is none. */
export function lineChart(figure, { title, buckets, of, top, inWords, nameOf }) {
  const values = buckets.map(of);
  const known = values.filter((value) => value !== undefined);
  const most = top ?? roundUp(Math.max(...known, 1));
  const step = WIDTH / buckets.length;
  const place = (index) => `${(index + 0.5) * step} ${HEIGHT - (values[index] / most) * HEIGHT}`;
  const line = values
    .map((value, index) =>
      value === undefined ? '' : `${values[index - 1] === undefined ? 'M' : 'L'}${place(index)}`,
    )
    .join('');
  // A line without length is a round dot, however the picture is stretched.
  const dots = values.map((value, index) => (value === undefined ? '' : `M${place(index)}h0`)).join('');
  draw(figure, {
    title,
    shapes: [shape('path', { d: line, class: 'line' }), shape('path', { d: dots, class: 'dots' })],
    summary:
      known.length === 0
        ? 'no verdicts yet'
        : `from ${inWords(Math.min(...known))} to ${inWords(Math.max(...known))}`,
    scale: [inWords(most), inWords(0)],
    ends: endsOf(buckets, nameOf),
    legend: [],
    rows: [
      ['When', `#${title}`],
      ...buckets.map((bucket, index) => [
        nameOf(bucket),
        values[index] === undefined ? '–' : inWords(values[index]),
      ]),
    ],
  });
}

function draw(figure, { title, shapes, summary, scale, ends, legend, rows: [columns, ...rows] }) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `${title}: ${summary}`);
  const lines = [0, 0.5, 1].map((share) =>
    shape('path', { d: `M0 ${share * HEIGHT}h${WIDTH}`, class: 'grid' }),
  );
  svg.append(...lines, ...shapes);
  const wasOpen = figure.querySelector('details')?.open ?? false;
  const hidden = { ariaHidden: 'true' };
  figure.replaceChildren(
    make('figcaption', {}, make('h2', {}, title), legendOf(legend)),
    make(
      'div',
      { className: 'chart' },
      make('div', { className: 'scale', ...hidden }, ...scale.map((text) => make('span', {}, text))),
      svg,
      make('div', { className: 'ends', ...hidden }, ...ends.map((text) => make('span', {}, text))),
    ),
    make(
      'details',
      { open: wasOpen },
      make('summary', {}, 'As a table'),
      make(
        'div',
        { className: 'scrolls', tabIndex: 0, role: 'group', ariaLabel: title },
        table(title, columns, rows),
      ),
    ),
  );
}

function legendOf(series) {
  const entries = series.map(({ name, tone }) =>
    make('li', {}, make('span', { className: `swatch ${tone}` }), name),
  );
  return entries.length === 0 ? '' : make('ul', { className: 'legend' }, ...entries);
}

function endsOf(buckets, nameOf) {
  return buckets.length === 0 ? [] : [nameOf(buckets[0]), nameOf(buckets.at(-1))];
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

/** The next number that looks well at the top of a scale. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const leading = [1, 2, 4, 5, 10].find((step) => step * power >= value);
  return leading * power;
}
