import { parseArgs } from 'node:util';
import { print, printJson } from './support/figures.mjs';
import { startProcess } from './support/measured-process.mjs';
import { measureInTurn } from './support/rounds.mjs';

/*
 * One call of Initialize: the native client beside the vendor's own and beside undici alone, which signs nothing. Fixed
 * responses come from another process; each contender has a process of its own. `--baseline` adds the native client of
 * another built checkout.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '12' },
    'in-flight': { type: 'string', default: '1,16,64' },
    baseline: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [count, rounds] = [Number(values.count), Number(values.rounds)];
const CONTENDERS = {
  library: { kind: 'native' },
  genuine: { kind: 'genuine' },
  bare: { kind: 'bare' },
  ...(values.baseline && { baseline: { kind: 'native', checkout: values.baseline } }),
};

const vendor = await startProcess('./fixed-vendor-process.mjs', {});
const callers = {};
const results = [];
try {
  for (const [contender, settings] of Object.entries(CONTENDERS)) {
    const given = { ...settings, url: vendor.ready.url, name: `vendor-call-${contender}` };
    callers[contender] = await startProcess('./vendor-caller-process.mjs', given);
  }
  for (const caller of Object.values(callers)) await caller.ask({ count: 3_000, inFlight: 16 });
  for (const inFlight of values['in-flight'].split(',').map(Number)) {
    const measured = await measureInTurn(Object.keys(callers), rounds, (contender) =>
      callers[contender].ask({ count, inFlight }),
    );
    for (const one of measured) {
      results.push({ ...one, inFlight });
      print(`${one.contender}, ${inFlight} in flight`, {
        ...one.medians,
        'library beside it': JSON.stringify(one.firstBeside),
      });
    }
  }
} finally {
  for (const one of [...Object.values(callers), vendor]) await one.stop();
}
printJson(values, { bench: 'vendor-call', count, rounds, results });
