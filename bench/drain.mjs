import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { databaseCpuMs } from './support/database-cpu.mjs';
import { print, printJson } from './support/figures.mjs';
import { addPending } from './support/history.mjs';
import { startProcess } from './support/measured-process.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/*
 * A process that finds many verifications due, as after an outage: whether each costs the database the same while the
 * backlog is long and while it is short. The vendor is inside the process.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '20000' },
    json: { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);
const database = await scratchDatabase();
await addPending(database, rows, '-1 min');
await database.query('VACUUM ANALYZE');
const name = 'bench-drain';
const application = await startProcess('./application-process.mjs', {
  kind: 'library',
  name,
  databaseUrl: database.url,
});
const samples = [];
try {
  for (;;) {
    const [{ ended }] = await database.query(
      "SELECT count(*)::int AS ended FROM id_verification WHERE status = 'PASSED'",
    );
    samples.push({ ended, databaseMs: await databaseCpuMs(database, name), at: performance.now() });
    if (ended === rows) break;
    await sleep(500);
  }
} finally {
  await application.stop();
  await database.drop();
}

/** The CPU of the database for one row, between two shares of the backlog. */
function between(from, to) {
  const first = samples.find(({ ended }) => ended >= from * rows);
  const last = samples.findLast(({ ended }) => ended <= to * rows);
  return (last.databaseMs - first.databaseMs) / (last.ended - first.ended);
}
const [start, end] = [between(0.05, 0.25), between(0.8, 1)];
const seconds = (samples.at(-1).at - samples[0].at) / 1_000;
const results = { startMs: start, endMs: end, ratio: start / end, perSecond: rows / seconds };
print(`${rows} due verifications`, {
  'database CPU of one, at the start': `${start.toFixed(2)} ms`,
  'at the end': `${end.toFixed(2)} ms`,
  ratio: results.ratio.toFixed(2),
  'a second': results.perSecond.toFixed(0),
});
printJson(values, { bench: 'drain', rows, results });
