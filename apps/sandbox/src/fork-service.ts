import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './child-environment.js';
import { passOnOutput } from './output.js';
import type { Service } from './service.js';
import { untilReady } from './until-ready.js';

const PARENT_WATCH = new URL('./parent-watch.js', import.meta.url).href;
const KILL_TIMEOUT_MS = 5_000;

/** How to run one of our programs. */
export interface Program {
  readonly name: string;
  /** The origin that it listens on. */
  readonly address: string;
  /** Responds with success once it serves. */
  readonly readyPath: string;
  readonly module: URL;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs a program in a process of its own, on a leash. The process has a session of its own too: a terminal's Ctrl-C
 * reaches the sandbox alone, which then stops everything in its order.
 */
export function forkService({ name, address, readyPath, module, args, environment }: Program): Service {
  const child = fork(fileURLToPath(module), [...args], {
    detached: true,
    env: childEnvironment(environment),
    execArgv: ['--import', PARENT_WATCH],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const gone = new AbortController();
  const output = passOnOutput(name, child);
  const exited = untilExit(child).then((how) => {
    gone.abort();
    const lastErrorLine = output.lastErrorLine();
    return lastErrorLine === undefined ? how : `${how}: ${lastErrorLine}`;
  });
  const ready = untilReady(name, address + readyPath, gone.signal).then(output.open);
  return { name, address, ready, exited, stop: () => stop(child) };
}

async function untilExit(child: ChildProcess): Promise<string> {
  try {
    const [code, signal]: unknown[] = await once(child, 'close');
    return typeof signal === 'string' ? signal : `exit code ${String(code)}`;
  } catch (error) {
    return error instanceof Error ? error.message : 'it could not be started';
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  const killTimer = setTimeout(() => child.kill('SIGKILL'), KILL_TIMEOUT_MS);
  child.kill('SIGTERM');
  await exit;
  clearTimeout(killTimer);
}
