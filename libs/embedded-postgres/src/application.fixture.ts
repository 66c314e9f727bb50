import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { onTestFinished } from 'vitest';

const PACKAGE = new URL('../dist/index.js', import.meta.url);
/** Reports the URL of its database, or why there is none, and stays until it is killed or its input ends. */
const SOURCE = `
  const { startEmbeddedPostgres } = await import(${JSON.stringify(PACKAGE.href)});
  const { url, message } = await startEmbeddedPostgres(JSON.parse(process.env.OPTIONS)).catch((error) => error);
  console.log(JSON.stringify({ url, message }));
  process.stdin.on('end', () => process.exit()).resume();
`;

/** An application in a process of its own, which can be killed. */
export interface Application {
  readonly child: ChildProcess;
  readonly url: string | undefined;
  readonly message: string | undefined;
}

/** Runs an application, as another user when one is given, until it has its database. */
export async function runApplication(
  options: object,
  { uid, ...environment }: { uid?: number; TMPDIR?: string; HOME?: string } = {},
): Promise<Application> {
  const child = spawnApplication(options, { uid, ...environment });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { url?: string; message?: string }) } as Application;
}

/** Starts an application and does not wait for its database. */
export function spawnApplication(
  options: object,
  { uid, ...environment }: { uid?: number | undefined; TMPDIR?: string; HOME?: string } = {},
) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SOURCE], {
    ...(uid === undefined ? {} : { uid, gid: uid }),
    cwd: '/',
    env: { PATH: process.env['PATH'], ...environment, OPTIONS: JSON.stringify(options) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => exit(child));
  return child;
}

/** Lets an application leave by `process.exit`. */
export async function exit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}

/** Kills an application as `kill -9` does. */
export async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Whether a process runs: neither ended nor a zombie. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z]/.test(stdout.trim());
}

/** The user of a process. */
export function userOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'uid=', '-p', String(pid)], { encoding: 'utf8' }));
}

/** Whether a user can read the built package, which a private directory above it prevents. */
export function canReadPackage(uid: number): boolean {
  return spawnSync('test', ['-r', fileURLToPath(PACKAGE)], { uid, gid: uid }).status === 0;
}
