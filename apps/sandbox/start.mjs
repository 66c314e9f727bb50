// `npm start`: builds what changed, then runs the sandbox. Plain JavaScript, because it runs before any build.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const parent = process.ppid;
const root = fileURLToPath(new URL('../..', import.meta.url));

process.stdout.write('building…\n');
const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('@typescript/native/package.json')));
const { status } = spawnSync(process.execPath, [compiler, '-b', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
// npm was ended during the build, which src/stop-signal.ts could not see.
if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) process.exit(1);
process.stdout.write('starting…\n');
await import('./dist/main.js');
