import { call, operations } from './api.js';
import { barChart, lineChart } from './charts.js';
import { element, make, setText } from './dom.js';
import { nothing } from './table.js';
import { durationInWords, reasonInWords } from './words.js';

const HOUR_MS = 3_600_000;

const SERIES = [
  { name: 'Passed', tone: 'passed', of: ({ byStatus }) => byStatus.PASSED },
  { name: 'Failed', tone: 'failed', of: ({ byStatus }) => byStatus.FAILED },
  { name: 'No result', tone: 'expired', of: ({ byStatus }) => byStatus.EXPIRED + byStatus.REJECTED },
  { name: 'Waiting', tone: 'open', of: ({ byStatus }) => byStatus.PENDING + byStatus.INITIALIZING },
];

/** Shows how the verifications of the last days went. */
export async function showStatistics(days) {
  // Slightly in the future, so that what was made just now is in it.
  const now = Date.now() + 60_000;
  const from = new Date(now - days * 24 * HOUR_MS).toISOString();
  const span = `from=${from}&before=${new Date(now).toISOString()}`;
  const bucket = days === 1 ? 'hour' : 'day';
  const [statistics, { buckets }] = await Promise.all([
    call('GET', `${operations}/statistics?${span}`),
    call('GET', `${operations}/statistics/over-time?${span}&bucket=${bucket}`),
  ]);
  showTiles(statistics);
  showReasons(statistics);
  showCharts(buckets, bucket);
}

function showTiles({ total, byStatus, passRate, secondsToVerdict }) {
  const decided = byStatus.PASSED + byStatus.FAILED;
  setText('total', total.toLocaleString());
  setText('total-note', `${decided.toLocaleString()} with a verdict`);
  setText('pass-rate', passRate === undefined ? '–' : percent(passRate));
  setText('pass-rate-note', `${byStatus.PASSED} passed, ${byStatus.FAILED} failed`);
  setText('time-to-verdict', durationInWords(secondsToVerdict.median));
  setText('time-to-verdict-note', `median; 95 % within ${durationInWords(secondsToVerdict.p95)}`);
  setText('waiting', (byStatus.PENDING + byStatus.INITIALIZING).toLocaleString());
}

function showReasons({ byReason }) {
  const reasons = Object.entries(byReason).sort(([, first], [, second]) => second - first);
  const most = Math.max(...reasons.map(([, count]) => count));
  const rows = reasons.map(([reason, count]) =>
    make(
      'li',
      {},
      make('span', {}, reasonInWords(reason)),
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

function showCharts(buckets, bucket) {
  const nameOf = ({ from }) => nameOfBucket(new Date(from), bucket);
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
function nameOfBucket(from, bucket) {
  return bucket === 'hour'
    ? from.toLocaleString([], { weekday: 'short', hour: '2-digit', minute: '2-digit' })
    : from.toLocaleDateString([], { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

function percent(share) {
  return `${Math.round(share * 100)} %`;
}
