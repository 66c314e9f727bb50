import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { p50, print } from './support/figures.mjs';
import { startProcess } from './support/measured-process.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/*
 * One verification from initialize to the application's handler: the library beside the two hand-written integrations of
 * `hand-written/`. Each contender has an application, an emulator and a database of its own; rounds alternate, and the
 * figures are medians of the rounds' ratios. CPU of the database is read from /proc, so the server must run on this
 * machine. `--baseline` adds the library of another built checkout.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '160' },
    rounds: { type: 'string', default: '4' },
    'in-flight': { type: 'string', default: '1,16' },
    port: { type: 'string', default: '3290' },
    baseline: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [count, rounds] = [Number(values.count), Number(values.rounds)];
const CONTENDERS = {
  library: { kind: 'library' },
  plain: { kind: 'plain' },
  guaranteed: { kind: 'guaranteed' },
  ...(values.baseline && { baseline: { kind: 'library', checkout: values.baseline } }),
};

/** The CPU time of the server's processes for an application, in milliseconds. */
async function databaseMs({ database, name }) {
  const sessions = await database.query(
    `SELECT pid FROM pg_stat_activity WHERE application_name = '${name}'`,
  );
  return sessions.reduce((sum, { pid }) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return sum + 10 * (Number(user) + Number(system));
  }, 0);
}

async function start([contender, settings], index) {
  const port = Number(values.port) + index;
  const name = `bench-${contender}`;
  const database = await scratchDatabase({ migrate: false });
  const emulator = await startProcess('./emulator-process.mjs', { forwardTo: `http://127.0.0.1:${port}` });
  const application = await startProcess(
    './application-process.mjs',
    { ...settings, name, port, databaseUrl: database.url, vendorUrl: emulator.ready.url },
    { onMessage: ({ finish }) => emulator.send({ finish }) },
  );
  return { contender, name, database, emulator, application, rounds: [] };
}

async function measure(one, inFlight) {
  const size = inFlight === 1 ? Math.ceil(count / 4) : count;
  await one.emulator.ask({ reset: true });
  const before = await databaseMs(one);
  const figures = await one.application.ask({ count: size, inFlight });
  return { ...figures, databaseMs: ((await databaseMs(one)) - before) / size };
}

const FIGURES = ['perSecond', 'nodeMs', 'databaseMs', 'statements', 'verdictMs'];
const round = (number) => Number(number.toFixed(2));

const running = [];
for (const [index, entry] of Object.entries(CONTENDERS).entries()) running.push(await start(entry, index));
const results = [];
try {
  for (const one of running) await one.application.ask({ count: Math.min(count, 100), inFlight: 16 });
  for (const inFlight of values['in-flight'].split(',').map(Number)) {
    for (const one of running) one.rounds = [];
    for (let n = 0; n < rounds; n += 1) {
      for (const one of running) one.rounds.push(await measure(one, inFlight));
    }
    const [library] = running;
    for (const one of running) {
      const medians = FIGURES.map((figure) => [figure, round(p50(one.rounds.map((of) => of[figure])))]);
      const beside = FIGURES.map((figure) => [
        figure,
        round(p50(library.rounds.map((of, n) => of[figure] / one.rounds[n][figure]))),
      ]);
      const result = {
        contender: one.contender,
        inFlight,
        medians: Object.fromEntries(medians),
        libraryBeside: Object.fromEntries(beside),
      };
      results.push(result);
      print(`${one.contender}, ${inFlight} in flight`, {
        ...result.medians,
        'library beside it': JSON.stringify(result.libraryBeside),
      });
    }
  }
} finally {
  for (const { application, emulator, database } of running) {
    await application.stop();
    await emulator.stop();
    await database.drop();
  }
}
if (values.json)
  process.stdout.write(`${JSON.stringify({ bench: 'whole-verification', count, rounds, results })}\n`);
