import { parseArgs } from 'node:util';
import { print, printJson } from './support/figures.mjs';
import { startProcess } from './support/measured-process.mjs';
import { measureInTurn } from './support/rounds.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/*
 * What initialize adds to the time of the vendor's call, at an even rate: undici alone, the native client, and the
 * library without and with its rate limit, before an emulator that responds after 20 ms.
 */
const { values } = parseArgs({
  options: {
    'per-second': { type: 'string', default: '50' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '4' },
    'latency-ms': { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const [perSecond, rounds] = [Number(values['per-second']), Number(values.rounds)];
const count = perSecond * Number(values.seconds);
const VENDOR_CALLERS = ['bare', 'native'];
const OPTIONS = { library: {}, 'rate-limit': { rateLimit: { perSecond: 4 * perSecond } } };

const database = await scratchDatabase();
const latencyMs = Number(values['latency-ms']);
const emulator = await startProcess('./emulator-process.mjs', { latencyMs });
const running = [];
const results = [];
try {
  const { url } = emulator.ready;
  for (const kind of VENDOR_CALLERS)
    running.push([kind, await startProcess('./vendor-caller-process.mjs', { kind, url, name: kind })]);
  for (const [name, options] of Object.entries(OPTIONS)) {
    const settings = { kind: 'library', name, databaseUrl: database.url, vendorUrl: url, options };
    running.push([name, await startProcess('./application-process.mjs', settings)]);
  }
  for (const [, one] of running) await one.ask({ action: 'initialize', count: 200, inFlight: 10 });
  const measured = await measureInTurn(running, rounds, async ([, one]) => {
    await emulator.ask({ reset: true });
    const { p50, p99 } = await one.ask({ action: 'initialize', count, perSecond });
    return { p50, p99 };
  });
  const [bare] = measured;
  for (const { contender, medians } of measured) {
    const [name] = contender;
    const added = { p50: medians.p50 - bare.medians.p50, p99: medians.p99 - bare.medians.p99 };
    results.push({ contender: name, medians, added });
    print(name, { ...medians, 'added p50': added.p50.toFixed(1), 'added p99': added.p99.toFixed(1) });
  }
} finally {
  for (const [, one] of running) await one.stop();
  await emulator.stop();
  await database.drop();
}
printJson(values, { bench: 'added-latency', perSecond, count, rounds, latencyMs, results });
