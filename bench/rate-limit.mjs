/*
 * The vendor's limit under overload: several processes offer many times what the account may call.
 *
 *   node bench/rate-limit.mjs [--limit 10] [--seconds 30] [--processes 4] [--load 5] [--deadline-ms 2000]
 *                        [--safety-margin-ms 40] [--other-clients 0] [--jitter-ms 0] [--stall-ms 0] [--prepared 1]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { most, ms, p50, p99, percent, print } from './support/figures.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

const { values } = parseArgs({
  options: {
    limit: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '30' },
    processes: { type: 'string', default: '4' },
    load: { type: 'string', default: '5' },
    'deadline-ms': { type: 'string', default: '2000' },
    'safety-margin-ms': { type: 'string', default: '40' },
    'other-clients': { type: 'string', default: '0' },
    'jitter-ms': { type: 'string', default: '0' },
    'stall-ms': { type: 'string', default: '0' },
    prepared: { type: 'string', default: '1' },
  },
});
const given = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));

/** What settles at the beginning is not counted where a stranger has to be found out about first, in seconds. */
const SETTLING_S = given['other-clients'] > 0 ? 15 : 1;

const database = await scratchDatabase();
const emulator = await CloudauthEmulator.start({
  accessKeys: [{ id: 'bench', secret: 'bench' }],
  qps: given.limit,
  otherClientsQps: given['other-clients'],
  requestLogSize: 200_000,
});
const options = {
  credentials: { accessKeyId: 'bench', accessKeySecret: 'bench' },
  hashKeys: [{ id: 'bench', secret: 'key-of-a-bench-0123456789abcdefgh' }],
  endpoint: emulator.url,
  sandbox: true,
  workers: { enabled: false },
  preparedStatements: given.prepared === 1,
  deadlineMs: given['deadline-ms'],
  rateLimit: { perSecond: given.limit, safetyMarginMs: given['safety-margin-ms'] },
};
const settings = {
  databaseUrl: database.url,
  options,
  processes: given.processes,
  perSecond: (given.load * given.limit) / given.processes,
  seconds: given.seconds,
  warmUpSeconds: 5,
  jitterMs: given['jitter-ms'],
  stallMs: given['stall-ms'],
};
const program = (name) => new URL(`support/${name}.mjs`, import.meta.url);
const children = Array.from({ length: given.processes }, (_, turn) =>
  fork(program('starter'), [JSON.stringify({ ...settings, turn })]),
);
await Promise.all(children.map((child) => once(child, 'message')));
const idle = fork(program('machine-pauses'));
await once(idle, 'message');
emulator.reset();
const beganAt = Date.now();
for (const child of children) child.send('begin');
const ends = (await Promise.all(children.map((child) => once(child, 'message')))).flatMap(([ended]) => ended);
idle.send('end');
const [delays] = await once(idle, 'message');

const [first, last] = [beganAt + SETTLING_S * 1_000, beganAt + given.seconds * 1_000];
const calls = emulator.requests({ action: 'Initialize' }).filter(({ at }) => at >= first && at < last);
const admitted = calls.filter(({ verdict }) => verdict === 'admitted').length;
const throttled = calls.filter(({ verdict }) => verdict === 'throttled').length;
const { Initialize: counted } = emulator.counters().actions;
const ofCode = (code) => ends.filter((end) => end.code === code).map((end) => end.ms);
const room = (given.limit - given['other-clients']) * (given.seconds - SETTLING_S);

print(`${given.processes} processes, ${given.limit} a second, ${given.load} times that offered`, {
  settings: JSON.stringify(given),
  'share of what is left of the limit that was used': percent(admitted / room),
  'most calls in any sliding second, all of them': counted.maxPerSecond,
  'calls that the vendor throttled': `${throttled} of ${calls.length} (${percent(throttled / calls.length)})`,
  'starts that ended well': ofCode('ok').length,
  '  of those throttled at least once on the way': ends.filter((end) => end.throttled && end.code === 'ok')
    .length,
  '  their time, p50 / p99 / most': [p50, p99, most].map((of) => ms(of(ofCode('ok')))).join(' / '),
  '  overtaken by one that began later, p50 / p99 / most': [p50, p99, most]
    .map((of) => ms(of(overtakenBy(ends.filter(({ code }) => code === 'ok')))))
    .join(' / '),
  'starts refused here': ofCode('rate_limited').length,
  '  refused after, p50 / p99 / most': [p50, p99, most]
    .map((of) => ms(of(ofCode('rate_limited'))))
    .join(' / '),
  'pauses of the machine itself, longest of each second, p50 / most': [p50, most]
    .map((of) => ms(of(delays)))
    .join(' / '),
  'starts that ended otherwise': JSON.stringify(
    Object.fromEntries(
      [...new Set(ends.map(({ code }) => code))]
        .filter((code) => code !== 'ok' && code !== 'rate_limited')
        .map((code) => [code, ofCode(code).length]),
    ),
  ),
});

await emulator.stop();
await database.drop();

/** By how much each start was overtaken by one that began later: none where first come is first served. */
function overtakenBy(starts) {
  let soonestEnd = Infinity;
  return starts
    .toSorted((a, b) => b.began - a.began)
    .map(({ began, ms: took }) => {
      const end = began + took;
      const by = Math.max(0, end - soonestEnd);
      soonestEnd = Math.min(soonestEnd, end);
      return by;
    });
}
