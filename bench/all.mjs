import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/*
 * Runs the measurements that compare the library with hand-written integrations, stores their figures in `results.json`, and
 * writes the table in `README.md` from them. Options are passed on, for example `--baseline ../other-checkout`.
 */
const here = (file) => new URL(file, import.meta.url);
const MARKS = ['<!-- results -->', '<!-- end of results -->'];

function measure(file) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [here(file).pathname, '--json', ...process.argv.slice(2)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 600_000 },
  );
  process.stdout.write(stdout);
  if (status !== 0) process.exit(1);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

const figures = { whole: measure('whole-verification.mjs'), idle: measure('idle.mjs') };
writeFileSync(here('results.json'), `${JSON.stringify(figures, undefined, 2)}\n`);

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const NAMES = {
  library: 'library',
  plain: 'hand-written',
  guaranteed: 'hand-written, same guarantees',
  baseline: 'library before',
};
const whole = table(
  [
    'contender',
    'in flight',
    'verifications/s',
    'Node CPU',
    'database CPU',
    'statements',
    'callback to handler',
    'library beside it: rate, Node CPU, database CPU',
  ],
  figures.whole.results.map(({ contender, inFlight, medians, libraryBeside: ratio }) => [
    NAMES[contender],
    inFlight,
    medians.perSecond,
    `${medians.nodeMs} ms`,
    `${medians.databaseMs} ms`,
    medians.statements,
    `${medians.verdictMs} ms`,
    `${ratio.perSecond}, ${ratio.nodeMs}, ${ratio.databaseMs}`,
  ]),
);
const idle = table(
  ['idle process', 'statements a minute', 'CPU a minute'],
  figures.idle.results.map(({ contender, statements, nodeMs }) => [
    NAMES[contender],
    Math.round(statements),
    `${Math.round(nodeMs)} ms`,
  ]),
);
const page = readFileSync(here('README.md'), 'utf8');
const [before, rest] = page.split(MARKS[0]);
const after = rest.split(MARKS[1])[1];
const written = [before, MARKS[0], '\n\n', whole, '\n\n', idle, '\n\n', MARKS[1], after].join('');
const options = await resolveConfig(here('README.md').pathname);
writeFileSync(here('README.md'), await format(written, { ...options, parser: 'markdown' }));
