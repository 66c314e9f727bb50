import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { TABLES } from './support/tables.mjs';

/*
 * Runs measurements, stores their results in `results.json` beside those of the other ones, and writes the tables of
 * `README.md` from it. With `--release` it also keeps the file in `history/`.
 *
 *   node bench/all.mjs [--long] [--only growth,memory, or --only '' for the tables alone] [--baseline ../other-checkout] [--release] [-- options of each]
 */
const SHORT = [
  'whole-verification',
  'vendor-call',
  'added-latency',
  'callbacks',
  'replicas',
  'drain',
  'idle',
];
const LONG = ['growth', 'memory', 'start'];
const WITH_BASELINE = ['whole-verification', 'vendor-call', 'idle'];
const MARKS = ['<!-- results -->', '<!-- end of results -->'];

const { values, positionals } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    only: { type: 'string' },
    baseline: { type: 'string' },
    release: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const here = (file) => new URL(file, import.meta.url);
const read = (file) => JSON.parse(readFileSync(here(file), 'utf8'));

async function write(file, text, parser) {
  const options = await resolveConfig(here(file).pathname);
  writeFileSync(here(file), await format(text, { ...options, parser }));
}

function measure(name) {
  const baseline = values.baseline && WITH_BASELINE.includes(name) ? ['--baseline', values.baseline] : [];
  const load = Number(loadavg()[0].toFixed(1));
  const { status, stdout } = spawnSync(
    process.execPath,
    [here(`${name}.mjs`).pathname, '--json', ...baseline, ...positionals],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  process.stdout.write(stdout);
  if (status !== 0) process.exit(1);
  const result = JSON.parse(stdout.trim().split('\n').at(-1));
  return { ...result, node: process.version, cores: availableParallelism(), load };
}

const selected = values.only?.split(',').filter(Boolean) ?? [...SHORT, ...(values.long ? LONG : [])];
for (const name of selected) {
  const result = measure(name);
  const others = existsSync(here('results.json')) ? read('results.json') : {};
  await write('results.json', JSON.stringify({ ...others, [name]: result }), 'json');
}

const results = read('results.json');
const measured = [...SHORT, ...LONG].filter((name) => name in results);
const [{ node, cores }] = Object.values(results);
const loads = measured.map((name) => results[name].load);
const tables = [
  `Node ${node}, ${cores} cores, with a load average between ${Math.min(...loads)} and ${Math.max(...loads)}:`,
  ...measured.flatMap((name) => TABLES[name](results[name])),
];
const page = readFileSync(here('README.md'), 'utf8');
const [before, rest] = page.split(MARKS[0]);
const after = rest.split(MARKS[1])[1];
const written = `${before}${MARKS[0]}\n\n${tables.join('\n\n')}\n\n${MARKS[1]}${after}`;
await write('README.md', written, 'markdown');
if (values.release) {
  mkdirSync(here('history'), { recursive: true });
  copyFileSync(here('results.json'), here(`history/${read('../package.json').version}.json`));
}
