import { consoleText } from './console-texts.js';
import { numberInWords } from './console-words.js';
import { make } from './dom.js';
import { table } from './table.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 600;
const HEIGHT = 160;

interface Legend {
  readonly name: string;
  readonly tone: string;
}

export interface Series<Bucket> extends Legend {
  readonly of: (bucket: Bucket) => number;
}

export interface BarChart<Bucket> {
  readonly title: string;
  readonly buckets: readonly Bucket[];
  /** From the lowest part to the topmost. */
  readonly series: readonly Series<Bucket>[];
  readonly nameOf: (bucket: Bucket) => string;
}

export interface LineChart<Bucket> {
  readonly title: string;
  readonly buckets: readonly Bucket[];
  readonly of: (bucket: Bucket) => number | undefined;
  /** The upper end of the scale; found from the values when it is not given. */
  readonly top?: number | undefined;
  readonly inWords: (value: number) => string;
  readonly nameOf: (bucket: Bucket) => string;
}

interface Drawing {
  readonly title: string;
  readonly shapes: readonly SVGElement[];
  readonly summary: string;
  readonly scale: readonly string[];
  readonly ends: readonly string[];
  readonly legend: readonly Legend[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Bars of several parts, one for each bucket of time. */
export function barChart<Bucket>(
  figure: Element,
  { title, buckets, series, nameOf }: BarChart<Bucket>,
): void {
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
    summary: consoleText('chart.bars', {
      total: numberInWords(totals.reduce((sum, total) => sum + total, 0)),
      most: numberInWords(Math.max(...totals, 0)),
    }),
    scale: [numberInWords(top), numberInWords(0)],
    ends: endsOf(buckets, nameOf),
    legend: series,
    columns: [consoleText('chart.when'), ...series.map(({ name }) => `#${name}`)],
    rows: buckets.map((bucket) => [nameOf(bucket), ...series.map(({ of }) => numberInWords(of(bucket)))]),
  });
}

/** A line through the buckets that have a value, with gaps where there is none. */
export function lineChart<Bucket>(
  figure: Element,
  { title, buckets, of, top, inWords, nameOf }: LineChart<Bucket>,
): void {
  const values = buckets.map(of);
  const known = values.filter((value) => value !== undefined);
  const most = top ?? roundUp(Math.max(...known, 1));
  const step = WIDTH / buckets.length;
  const place = (value: number, index: number) =>
    `${(index + 0.5) * step} ${HEIGHT - (value / most) * HEIGHT}`;
  const line = values
    .map((value, index) =>
      value === undefined ? '' : `${values[index - 1] === undefined ? 'M' : 'L'}${place(value, index)}`,
    )
    .join('');
  // A line without length is a round dot, however the picture is stretched.
  const dots = values
    .map((value, index) => (value === undefined ? '' : `M${place(value, index)}h0`))
    .join('');
  draw(figure, {
    title,
    shapes: [shape('path', { d: line, class: 'line' }), shape('path', { d: dots, class: 'dots' })],
    summary:
      known.length === 0
        ? consoleText('chart.noVerdict')
        : consoleText('chart.line', {
            least: inWords(Math.min(...known)),
            most: inWords(Math.max(...known)),
          }),
    scale: [inWords(most), inWords(0)],
    ends: endsOf(buckets, nameOf),
    legend: [],
    columns: [consoleText('chart.when'), `#${title}`],
    rows: buckets.map((bucket, index) => {
      const value = values[index];
      return [nameOf(bucket), value === undefined ? '–' : inWords(value)];
    }),
  });
}

function draw(
  figure: Element,
  { title, shapes, summary, scale, ends, legend, columns, rows }: Drawing,
): void {
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
      make('summary', {}, consoleText('chart.asTable')),
      make(
        'div',
        { className: 'scrolls', tabIndex: 0, role: 'group', ariaLabel: title },
        table(title, columns, rows),
      ),
    ),
  );
}

function legendOf(series: readonly Legend[]): HTMLElement | '' {
  const entries = series.map(({ name, tone }) =>
    make('li', {}, make('span', { className: `swatch ${tone}` }), name),
  );
  return entries.length === 0 ? '' : make('ul', { className: 'legend' }, ...entries);
}

function endsOf<Bucket>(buckets: readonly Bucket[], nameOf: (bucket: Bucket) => string): readonly string[] {
  return [...buckets.slice(0, 1), ...buckets.slice(-1)].map(nameOf);
}

function shape(name: 'path' | 'rect', attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}

/** The next number that looks well at the top of a scale. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const leading = [1, 2, 4, 5].find((step) => step * power >= value) ?? 10;
  return leading * power;
}
