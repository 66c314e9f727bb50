import { parseArgs } from 'node:util';
import { percent, print, printJson } from './support/figures.mjs';
import { startProcess } from './support/measured-process.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/*
 * Whether memory stays the same over many verifications in one process, and which share of the updates they make is HOT:
 * writes no index.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    round: { type: 'string', default: '1000' },
    'in-flight': { type: 'string', default: '16' },
    port: { type: 'string', default: '3305' },
    json: { type: 'boolean', default: false },
  },
});
const [count, size, port] = [values.count, values.round, values.port].map(Number);
const database = await scratchDatabase();
const emulator = await startProcess('./emulator-process.mjs', { forwardTo: `http://127.0.0.1:${port}` });
const application = await startProcess(
  './application-process.mjs',
  { kind: 'library', name: 'bench-memory', port, databaseUrl: database.url, vendorUrl: emulator.ready.url },
  { onMessage: ({ finish }) => emulator.send({ finish }), execArgv: ['--expose-gc'] },
);
const points = [];
const updates = {};
try {
  for (let done = size; done <= count; done += size) {
    await emulator.ask({ reset: true });
    await application.ask({ action: 'verifications', count: size, inFlight: Number(values['in-flight']) });
    points.push({ done, ...(await application.ask({ action: 'memory' })) });
  }
  await application.stop();
  // A session reports its counts when it ends, at the latest.
  const tables = await database.query(
    `SELECT relname, n_tup_upd::int AS all, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables
      WHERE relname IN ('id_verification', 'id_verification_delivery')`,
  );
  for (const { relname, all, hot } of tables) updates[relname] = { updates: all, hotShare: hot / all };
} finally {
  await emulator.stop();
  await database.drop();
}

/** The growth for 10,000 verifications over the second half, by least squares. */
function slope(figure) {
  const half = points.slice(Math.floor(points.length / 2));
  const mean = (of) => half.reduce((sum, one) => sum + of(one), 0) / half.length;
  const [x, y] = [mean(({ done }) => done), mean((one) => one[figure])];
  const covariance = mean((one) => (one.done - x) * (one[figure] - y));
  return (10_000 * covariance) / mean(({ done }) => (done - x) ** 2);
}
const results = {
  points,
  rssMbPer10000: slope('rssMb'),
  heapMbPer10000: slope('heapMb'),
  updates,
};
print(`${count} verifications`, {
  'resident memory, first and last': `${points[0].rssMb.toFixed(1)} MB, ${points.at(-1).rssMb.toFixed(1)} MB`,
  'heap, first and last': `${points[0].heapMb.toFixed(1)} MB, ${points.at(-1).heapMb.toFixed(1)} MB`,
  'resident memory for 10,000 more': `${results.rssMbPer10000.toFixed(1)} MB`,
  'heap for 10,000 more': `${results.heapMbPer10000.toFixed(2)} MB`,
  ...Object.fromEntries(
    Object.entries(updates).map(([table, { hotShare }]) => [`HOT updates of ${table}`, percent(hotShare)]),
  ),
});
printJson(values, { bench: 'memory', count, results });
