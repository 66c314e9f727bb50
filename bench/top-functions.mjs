import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/*
 * The functions in which a process spent most of its own time, by the CPU profiles that BENCH_PROFILE=folder leaves:
 *
 *   BENCH_PROFILE=/tmp/profiles node bench/vendor-call.mjs && node bench/top-functions.mjs /tmp/profiles/vendor-call-library
 */
const { values, positionals } = parseArgs({
  options: { top: { type: 'string', default: '10' } },
  allowPositionals: true,
});

/** Of the profiles of a folder, that of the main thread. */
function largestProfile(folder) {
  const files = readdirSync(folder).map((name) => join(folder, name));
  return files.sort((a, b) => statSync(b).size - statSync(a).size)[0];
}

const shortName = ({ functionName, url, lineNumber }) =>
  `${functionName || '(anonymous)'} ${url.replace(/^.*\/(?=(node_modules|libs|bench)\/)/, '')}:${lineNumber + 1}`;

for (const folder of positionals) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(largestProfile(folder), 'utf8'));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const own = new Map();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    if (frame.functionName === '(idle)' || frame.functionName === '(program)') continue;
    const name = shortName(frame);
    own.set(name, (own.get(name) ?? 0) + timeDeltas[index]);
    busy += timeDeltas[index];
  }
  const top = [...own].sort((a, b) => b[1] - a[1]).slice(0, Number(values.top));
  const lines = top.map(([name, us]) => `${((100 * us) / busy).toFixed(1).padStart(5)} %  ${name}`);
  process.stdout.write(`${folder}: ${Math.round(busy / 1_000)} ms busy\n${lines.join('\n')}\n`);
}
