import { parseArgs } from 'node:util';
import { databaseCpuMs } from './support/database-cpu.mjs';
import { print, printJson } from './support/figures.mjs';
import { addHandWrittenHistory, addHistory } from './support/history.mjs';
import { startProcess } from './support/measured-process.mjs';
import { measureInTurn } from './support/rounds.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/*
 * One verification from initialize to the application's handler: the library beside the two hand-written integrations of
 * `hand-written/`. Each contender has an application, an emulator and a database of its own, with verifications of the
 * past, because PostgreSQL plans differently for empty tables; rounds alternate, and the figures are medians of the
 * rounds' ratios. `--baseline` adds the library of another built checkout.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '160' },
    rounds: { type: 'string', default: '4' },
    history: { type: 'string', default: '20000' },
    'in-flight': { type: 'string', default: '1,16' },
    port: { type: 'string', default: '3290' },
    baseline: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [count, rounds] = [Number(values.count), Number(values.rounds)];

/** A connection plans a prepared statement anew until its sixth execution; a process of days does not. */
const WARM_UP = 600;

const CONTENDERS = {
  library: { kind: 'library' },
  plain: { kind: 'plain' },
  guaranteed: { kind: 'guaranteed' },
  ...(values.baseline && { baseline: { kind: 'library', checkout: values.baseline } }),
};

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
  const past = Number(values.history);
  if (settings.kind === 'library') await addHistory(database, past);
  else await addHandWrittenHistory(database, past, { hasDeliveries: settings.kind === 'guaranteed' });
  return { contender, name, database, emulator, application };
}

async function measure({ name, database, emulator, application }, inFlight) {
  const size = inFlight === 1 ? Math.ceil(count / 4) : count;
  await emulator.ask({ reset: true });
  const before = await databaseCpuMs(database, name);
  const figures = await application.ask({ action: 'verifications', count: size, inFlight });
  return { ...figures, databaseMs: ((await databaseCpuMs(database, name)) - before) / size };
}

const running = [];
const results = [];
try {
  for (const [index, entry] of Object.entries(CONTENDERS).entries()) running.push(await start(entry, index));
  for (const { application } of running)
    await application.ask({ action: 'verifications', count: WARM_UP, inFlight: 16 });
  for (const inFlight of values['in-flight'].split(',').map(Number)) {
    for (const one of await measureInTurn(running, rounds, (contender) => measure(contender, inFlight))) {
      const { contender } = one.contender;
      results.push({ ...one, contender, inFlight });
      print(`${contender}, ${inFlight} in flight`, {
        ...one.medians,
        'library beside it': JSON.stringify(one.firstBeside),
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
printJson(values, { bench: 'whole-verification', count, rounds, results });
