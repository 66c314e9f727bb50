import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TEST_KEY } from './genuine-client.fixture.js';

const MAIN = join(__dirname, '../../bin/cloudauth-emulator.js');
const running = new Set<ChildProcess>();

/** A command that was started. */
export interface RunningCommand {
  readonly url: string;
  readonly output: () => string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** The flags without which the command does not serve. */
export const SERVING = [
  '--port',
  '0',
  '--access-key-id',
  TEST_KEY.id,
  '--access-key-secret',
  TEST_KEY.secret,
];

/** Starts the built command on a free port. */
export async function startCommand(
  flags: readonly string[],
  base: readonly string[] = SERVING,
): Promise<RunningCommand> {
  const child = spawn(process.execPath, [MAIN, ...base, ...flags]);
  running.add(child);
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const found = /listening on (\S+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(output)));
  });
  return { url, output: () => output, kill: (signal) => end(child, signal) };
}

/** A user without privileges, if this process is root, who may read and write everything. */
export const UNPRIVILEGED = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Runs the built command to its end. */
export async function runCommand(
  flags: readonly string[],
  user: typeof UNPRIVILEGED = {},
): Promise<{ code: unknown; output: string }> {
  const child = spawn(process.execPath, [MAIN, ...flags], user);
  running.add(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, 'close');
  running.delete(child);
  return { code, output };
}

/** Ends what a test left running. */
export async function killCommands(): Promise<void> {
  await Promise.all([...running].map((child) => end(child, 'SIGKILL')));
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
