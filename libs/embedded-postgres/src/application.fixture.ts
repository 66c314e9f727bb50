import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

import { readPostmasterPid } from './postmaster-pid.js';
import { findProcess } from './process-table.js';

const PACKAGE = new URL('../dist/index.js', import.meta.url).href;
/** An application that is in no hurry to leave when Ctrl-C is pressed, and stops its database when asked to end. */
const SOURCE = `
  process.on('SIGINT', () => undefined);
  const { startEmbeddedPostgres } = await import(${JSON.stringify(PACKAGE)});
  const report = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
  try {
    const database = await startEmbeddedPostgres(JSON.parse(process.env.OPTIONS));
    report({ url: database.url });
    process.once('SIGTERM', () => database.stop().then(() => process.exit(0)));
    setInterval(() => undefined, 1000);
  } catch (error) {
    report({ code: error.code, message: error.message });
  }
`;

export interface ApplicationSettings {
  readonly options: object;
  /** To run as another user, which takes root. */
  readonly uid?: number;
  readonly environment?: NodeJS.ProcessEnv;
}

/** An application in a process of its own, which can be killed. */
export interface Application {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it said once its database was up, or was not. */
  readonly report: { readonly url?: string; readonly code?: string; readonly message?: string };
}

export async function runApplication(settings: ApplicationSettings): Promise<Application> {
  const child = spawnApplication(settings);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, pid: child.pid ?? 0, report: JSON.parse(line) as Application['report'] };
}

/** Starts the application and does not wait for its database. */
export function spawnApplication({ options, uid, environment }: ApplicationSettings) {
  return spawn(process.execPath, ['--input-type=module', '--eval', SOURCE], {
    ...(uid === undefined ? {} : { uid, gid: uid }),
    cwd: '/',
    detached: true,
    env: { PATH: process.env['PATH'], ...environment, OPTIONS: JSON.stringify(options) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

export async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** The pid of the server on a data directory. */
export function serverPid(directory: string): number {
  return readPostmasterPid(join(directory, 'data'))?.pid ?? 0;
}

/** The pid of the guardian that holds a data directory. */
export function guardianPid(directory: string): number {
  const locks = readdirSync(directory).filter((name) => name.startsWith('launch.lock.'));
  const holders = locks.map((name) => readFileSync(join(directory, name), 'utf8')).filter(Boolean);
  return (JSON.parse(holders.at(-1) ?? '{}') as { guardian?: { pid: number } }).guardian?.pid ?? 0;
}

/** Waits until the condition holds; false when it does not within that time. */
export async function eventually(condition: () => boolean, withinMs = 5_000): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!condition() && Date.now() < deadline) await setTimeout(20);
  return condition();
}

export function isGone(pid: number): boolean {
  return findProcess(pid) === undefined;
}
