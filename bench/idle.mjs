import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { print, printJson } from './support/figures.mjs';
import { startProcess } from './support/measured-process.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/* What an application with the library does without requests. `--baseline` adds another built checkout. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    port: { type: 'string', default: '3290' },
    baseline: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const results = [];
for (const [contender, checkout] of Object.entries({ library: '.', baseline: values.baseline })) {
  if (checkout === undefined) continue;
  const database = await scratchDatabase({ migrate: false });
  const emulator = await startProcess('./emulator-process.mjs', {});
  const application = await startProcess('./application-process.mjs', {
    kind: 'library',
    checkout,
    name: `bench-${contender}`,
    port: Number(values.port),
    databaseUrl: database.url,
    vendorUrl: emulator.ready.url,
  });
  try {
    // What follows the boot is over.
    await sleep(15_000);
    const figures = await application.ask({ action: 'idle', seconds });
    results.push({ contender, ...figures });
    print(contender, {
      'statements a minute': figures.statements,
      'CPU a minute': `${figures.nodeMs.toFixed(0)} ms`,
    });
  } finally {
    await application.stop();
    await emulator.stop();
    await database.drop();
  }
}
printJson(values, { bench: 'idle', seconds, results });
