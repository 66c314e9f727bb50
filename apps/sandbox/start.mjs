// `npm start`: builds only what is not built, then runs the sandbox. Plain JavaScript, because it runs before any build.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isBuilt, markBuilt } from './is-built.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

if (!isBuilt(root)) {
  process.stdout.write('building…   (the first time, and after a change)\n');
  const startedAt = new Date();
  const nest = createRequire(import.meta.url).resolve('@nestjs/cli/bin/nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build', '--all'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  markBuilt(root, startedAt);
}
process.stdout.write('starting…\n');
await import('./dist/main.js');
