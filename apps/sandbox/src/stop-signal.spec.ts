import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';

const MODULE = new URL('../dist/stop-signal.js', import.meta.url);
const PROGRAM = `
  import { onStopSignal } from '${MODULE.href}';
  const waiting = setInterval(() => undefined, 60_000);
  onStopSignal(() => { console.log('stopped'); clearInterval(waiting); });
  console.log('started');`;

it.each(['SIGTERM', 'SIGKILL'] as const)('stops when npm’s shell ends by %s', async (signal) => {
  // As long as something follows, the shell does not become the program.
  const shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; true', process.execPath, PROGRAM], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(shell.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('started');

  shell.kill(signal);
  await once(shell, 'exit');

  expect((await lines.next()).value).toBe('stopped');
});
