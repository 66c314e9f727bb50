import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { print, printJson } from './support/figures.mjs';
import { medians } from './support/rounds.mjs';

/*
 * From nothing to a first response, in a clean clone of the last commit: `npm ci`, `npm start`, and `npm start` again;
 * how many packages are installed; and how long the library takes to import.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3330' },
    'emulator-port': { type: 'string', default: '3331' },
    json: { type: 'boolean', default: false },
  },
});
const home = mkdtempSync(join(tmpdir(), 'bench-start-'));
const clone = join(home, 'clone');
const env = {
  ...process.env,
  PORT: values.port,
  EMULATOR_PORT: values['emulator-port'],
  SANDBOX_DATA_DIRECTORY: join(home, 'data'),
};

const seconds = (since) => (performance.now() - since) / 1_000;

function timed(command, ...args) {
  const startedAt = performance.now();
  execFileSync(command, args, { cwd: clone, stdio: 'ignore' });
  return seconds(startedAt);
}

/** The seconds until `npm start` responds, and it ends. */
async function firstResponse() {
  const startedAt = performance.now();
  const sandbox = spawn('npm', ['start'], { cwd: clone, env, stdio: 'ignore', detached: true });
  const ended = once(sandbox, 'exit');
  try {
    for (;;) {
      const isReady = await fetch(`http://127.0.0.1:${values.port}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return seconds(startedAt);
      if (sandbox.exitCode !== null) throw new Error('npm start ended');
      await sleep(100);
    }
  } finally {
    process.kill(-sandbox.pid, 'SIGTERM');
    await ended;
  }
}

/** The packages that are installed, those of the workspace left out. */
const packages = (...flags) =>
  spawnSync('npm', ['ls', '--all', '--parseable', ...flags], { cwd: clone, encoding: 'utf8' })
    .stdout.split('\n')
    .filter((path) => path.includes('node_modules')).length;

/** The time and CPU to import the library, where its peers are loaded already, in milliseconds. */
function importLibrary() {
  const peers = [
    'reflect-metadata',
    '@nestjs/common',
    '@nestjs/core',
    '@nestjs/typeorm',
    'typeorm',
    'pg',
    'class-validator',
  ];
  const program = `
    for (const peer of ${JSON.stringify(peers)}) require(peer);
    const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
    require('nestjs-id-verification');
    const importMs = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(JSON.stringify({ importMs, importCpuMs: (user + system) / 1_000 }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { cwd: clone, encoding: 'utf8' }));
}

const results = {};
try {
  execFileSync('git', ['clone', '-q', new URL('..', import.meta.url).pathname, clone]);
  results.ciSeconds = timed('npm', 'ci', '--no-audit', '--no-fund');
  results.packages = packages();
  results.productionPackages = packages('--omit=dev');
  results.firstStartSeconds = await firstResponse();
  results.secondStartSeconds = await firstResponse();
  Object.assign(results, medians(Array.from({ length: 9 }, importLibrary)));
} finally {
  rmSync(home, { recursive: true, force: true });
}
print('From a clean clone', {
  'npm ci': `${results.ciSeconds.toFixed(1)} s`,
  'npm start, first response': `${results.firstStartSeconds.toFixed(1)} s`,
  'npm start again': `${results.secondStartSeconds.toFixed(1)} s`,
  'packages, all and with --omit=dev': `${results.packages}, ${results.productionPackages}`,
  'import of the library, and its CPU': `${results.importMs.toFixed(0)} ms, ${results.importCpuMs.toFixed(0)} ms`,
});
printJson(values, { bench: 'start', results });
