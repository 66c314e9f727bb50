import type {
  StatisticsOverTimeResponse,
  StatisticsResponse,
} from '../src/operations/statistics.response.js';
import { call, operations, type Json } from './api.js';
import { barChart, lineChart, type Series } from './charts.js';
import { element, make, setText } from './dom.js';
import { nothing } from './table.js';
import { durationInWords, REASON_NAMES } from './words.js';

type Statistics = Json<StatisticsResponse>;
type Bucket = Json<StatisticsOverTimeResponse>['buckets'][number];
type Unit = 'day' | 'hour';

const HOUR_MS = 3_600_000;

const SERIES: readonly Series<Bucket>[] = [
  { name: 'Passed', tone: 'passed', of: ({ byStatus }) => byStatus.PASSED },
  { name: 'Failed', tone: 'failed', of: ({ byStatus }) => byStatus.FAILED },
  {
    name: 'Expired or rejected',
    tone: 'expired',
    of: ({ byStatus }) => byStatus.EXPIRED + byStatus.REJECTED,
  },
  { name: 'Open', tone: 'open', of: ({ byStatus }) => byStatus.PENDING + byStatus.INITIALIZING },
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

function showTiles({ total, byStatus, passRate, secondsToVerdict }: Statistics): void {
  const decided = byStatus.PASSED + byStatus.FAILED;
  setText('total', total.toLocaleString());
  setText('total-note', `${decided.toLocaleString()} with a verdict`);
  setText('pass-rate', passRate === undefined ? '–' : percent(passRate));
  setText('pass-rate-note', `${byStatus.PASSED} passed, ${byStatus.FAILED} failed`);
  setText('time-to-verdict', durationInWords(secondsToVerdict.median));
  setText('time-to-verdict-note', `median; 95 % within ${durationInWords(secondsToVerdict.p95)}`);
  setText('open', (byStatus.PENDING + byStatus.INITIALIZING).toLocaleString());
}

function showReasons({ byReason }: Statistics): void {
  const names: Readonly<Record<string, string>> = REASON_NAMES;
  const reasons = Object.entries(byReason).sort(([, first], [, second]) => second - first);
  const most = Math.max(...reasons.map(([, count]) => count));
  const rows = reasons.map(([reason, count]) =>
    make(
      'li',
      {},
      make('span', {}, names[reason] ?? reason),
      make('span', { className: 'number' }, count.toLocaleString()),
      make('meter', { min: 0, max: most, value: count, ariaHidden: 'true' }),
    ),
  );
  element('reasons').replaceChildren(
    rows.length === 0
      ? nothing('No verification ended in this time.')
      : make('ul', { className: 'reasons' }, ...rows),
  );
}

function showCharts(buckets: readonly Bucket[], unit: Unit): void {
  const nameOf = ({ from }: Bucket) => nameOfBucket(new Date(from), unit);
  barChart(element('volume-chart'), { title: 'Verifications', buckets, series: SERIES, nameOf });
  lineChart(element('pass-rate-chart'), {
    title: 'Pass rate',
    buckets,
    of: ({ passRate }) => passRate,
    top: 1,
    inWords: percent,
    nameOf,
  });
  lineChart(element('time-chart'), {
    title: 'Time to verdict',
    buckets,
    of: ({ secondsToVerdict }) => secondsToVerdict.median,
    inWords: durationInWords,
    nameOf,
  });
}

/** Days are those of UTC, hours are shown as the clock on the wall does. */
function nameOfBucket(from: Date, unit: Unit): string {
  return unit === 'hour'
    ? from.toLocaleString([], { weekday: 'short', hour: '2-digit', minute: '2-digit' })
    : from.toLocaleDateString([], { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
