import type {
  StatisticsOverTimeResponse,
  StatisticsResponse,
} from '../src/operations/statistics.response.js';
import { call, operations, type Json } from './api.js';
import { barChart, lineChart, type Series } from './charts.js';
import { consoleText, consoleTextOr } from './console-texts.js';
import { durationInWords, numberInWords, percent } from './console-words.js';
import { element, make, setText } from './dom.js';
import { nothing } from './table.js';
import { locale, text } from './texts.js';

type Statistics = Json<StatisticsResponse>;
type Bucket = Json<StatisticsOverTimeResponse>['buckets'][number];
type Unit = 'day' | 'hour';

const HOUR_MS = 3_600_000;

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

/** Shows how the verifications of the last days went. */
export async function showStatistics(days: number): Promise<void> {
  // Slightly in the future, so that what was made just now is in it.
  const now = Date.now() + 60_000;
  const from = new Date(now - days * 24 * HOUR_MS).toISOString();
  const span = `from=${from}&before=${new Date(now).toISOString()}`;
  const unit = days === 1 ? 'hour' : 'day';
  const [statistics, { buckets }] = await Promise.all([
    call<StatisticsResponse>('GET', `${operations}/statistics?${span}`),
    call<StatisticsOverTimeResponse>('GET', `${operations}/statistics/over-time?${span}&bucket=${unit}`),
  ]);
  showTiles(statistics);
  showReasons(statistics);
  showCharts(buckets, unit);
}

function showTiles({ total, byStatus, passRate, secondsToVerdict: { median, p95 } }: Statistics): void {
  setText('total', numberInWords(total));
  setText(
    'total-note',
    consoleText('tile.startedNote', { count: numberInWords(byStatus.PASSED + byStatus.FAILED) }),
  );
  setText('pass-rate', passRate === undefined ? '–' : percent(passRate));
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

function showReasons({ byReason }: Statistics): void {
  const reasons = Object.entries(byReason).sort(([, first], [, second]) => second - first);
  const most = Math.max(...reasons.map(([, count]) => count));
  const rows = reasons.map(([reason, count]) =>
    make(
      'li',
      {},
      make('span', {}, consoleTextOr(reason, `reasonName.${reason}`)),
      make('span', { className: 'number' }, numberInWords(count)),
      make('meter', { min: 0, max: most, value: count, ariaHidden: 'true' }),
    ),
  );
  element('reasons').replaceChildren(
    rows.length === 0 ? nothing(consoleText('reasons.none')) : make('ul', { className: 'reasons' }, ...rows),
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
