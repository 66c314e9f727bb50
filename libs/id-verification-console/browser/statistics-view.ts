import type {
  StatisticsOverTimeResponse,
  StatisticsResponse,
} from '../src/operations/statistics.response.js';
import { call, operations, type Json } from './api.js';
import { barChart, lineChart, type Series } from './charts.js';
import { consoleText, consoleTextOr } from './console-texts.js';
import { durationInWords, numberInWords, percent } from './console-words.js';
import { element, make, setText } from './dom.js';
import { bucketOf, chosenSpan, spanBefore, type Span } from './span.js';
import { nothing } from './table.js';
import { locale, text } from './texts.js';

type Statistics = Json<StatisticsResponse>;
type Bucket = Json<StatisticsOverTimeResponse>['buckets'][number];
type Unit = ReturnType<typeof bucketOf>;

const SERIES: readonly Series<Bucket>[] = [
  { name: text('status.PASSED'), tone: 'passed', of: ({ byStatus }) => byStatus.PASSED },
  { name: text('status.FAILED'), tone: 'failed', of: ({ byStatus }) => byStatus.FAILED },
  {
    name: consoleText('chart.ended'),
    tone: 'expired',
    of: ({ byStatus }) => byStatus.EXPIRED + byStatus.REJECTED,
  },
  {
    name: consoleText('tile.open'),
    tone: 'open',
    of: ({ byStatus }) => byStatus.PENDING + byStatus.INITIALIZING,
  },
];

let loads = 0;

/** Shows how the verifications of the chosen span went, beside those of the span before. */
export async function showStatistics(): Promise<void> {
  loads += 1;
  const own = loads;
  const span = chosenSpan();
  const unit = bucketOf(span);
  const [statistics, earlier, { buckets }] = await Promise.all([
    call<StatisticsResponse>('GET', `${operations}/statistics?${queryOf(span)}`),
    call<StatisticsResponse>('GET', `${operations}/statistics?${queryOf(spanBefore(span))}`),
    call<StatisticsOverTimeResponse>(
      'GET',
      `${operations}/statistics/over-time?${queryOf(span)}&bucket=${unit}`,
    ),
  ]);
  // Another span has been chosen meanwhile.
  if (own !== loads) return;
  showTiles(statistics);
  setText('total-before', inSpanBefore(numberInWords(earlier.total)));
  setText('pass-rate-before', inSpanBefore(rateInWords(earlier)));
  const nameOf = (names: 'reasonName' | 'dropOff') => (key: string) => consoleTextOr(key, `${names}.${key}`);
  showCounts('reasons', statistics.byReason, nameOf('reasonName'), consoleText('reasons.none'));
  showCounts('drop-offs', statistics.byDropOffReason, nameOf('dropOff'), consoleText('dropOffs.none'));
  showCounts('drop-off-pages', statistics.byDropOffPage, (page) => page, consoleText('dropOffs.noPages'));
  showCharts(buckets, unit);
}

function queryOf({ from, before }: Span): string {
  return `from=${from.toISOString()}&before=${before.toISOString()}`;
}

function inSpanBefore(value: string): string {
  return consoleText('tile.before', { value });
}

function rateInWords({ passRate }: Statistics): string {
  return passRate === undefined ? '–' : percent(passRate);
}

function showTiles(statistics: Statistics): void {
  const { total, byStatus } = statistics;
  const { median, p95 } = statistics.secondsToVerdict;
  setText('total', numberInWords(total));
  setText(
    'total-note',
    consoleText('tile.startedNote', { count: numberInWords(byStatus.PASSED + byStatus.FAILED) }),
  );
  setText('pass-rate', rateInWords(statistics));
  setText(
    'pass-rate-note',
    consoleText('tile.passRateNote', {
      passed: numberInWords(byStatus.PASSED),
      failed: numberInWords(byStatus.FAILED),
    }),
  );
  setText('time-to-verdict', median === undefined ? '–' : durationInWords(median));
  setText(
    'time-to-verdict-note',
    p95 === undefined
      ? consoleText('chart.noVerdict')
      : consoleText('tile.timeToVerdictNote', { time: durationInWords(p95) }),
  );
  setText('open', numberInWords(byStatus.PENDING + byStatus.INITIALIZING));
}

/** Lists what was counted, the most frequent first. */
function showCounts(
  id: string,
  counts: Readonly<Record<string, number>>,
  nameOf: (key: string) => string,
  none: string,
): void {
  const entries = Object.entries(counts).sort(([, first], [, second]) => second - first);
  const most = Math.max(...entries.map(([, count]) => count));
  const rows = entries.map(([key, count]) =>
    make(
      'li',
      {},
      make('span', {}, nameOf(key)),
      make('span', { className: 'number' }, numberInWords(count)),
      make('meter', { min: 0, max: most, value: count, ariaHidden: 'true' }),
    ),
  );
  element(id).replaceChildren(
    rows.length === 0 ? nothing(none) : make('ul', { className: 'reasons' }, ...rows),
  );
}

function showCharts(buckets: readonly Bucket[], unit: Unit): void {
  const nameOf = ({ from }: Bucket) => nameOfBucket(new Date(from), unit);
  barChart(element('volume-chart'), { title: consoleText('list.title'), buckets, series: SERIES, nameOf });
  lineChart(element('pass-rate-chart'), {
    title: consoleText('tile.passRate'),
    buckets,
    of: ({ passRate }) => passRate,
    top: 1,
    inWords: percent,
    nameOf,
  });
  lineChart(element('time-chart'), {
    title: consoleText('tile.timeToVerdict'),
    buckets,
    of: ({ secondsToVerdict }) => secondsToVerdict.median,
    inWords: durationInWords,
    nameOf,
  });
}

/** Days are those of UTC, hours are shown as the clock on the wall does. */
function nameOfBucket(from: Date, unit: Unit): string {
  return unit === 'hour'
    ? from.toLocaleString(locale, { weekday: 'short', hour: '2-digit', minute: '2-digit' })
    : from.toLocaleDateString(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
}
