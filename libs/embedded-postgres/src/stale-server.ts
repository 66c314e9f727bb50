import { existsSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { postmasterPidPath, readPostmasterPid } from './postmaster-pid.js';
import { findProcess, type RunningProcess } from './process-table.js';

const POLL_MS = 20;
/** PostgreSQL's shutdown signals, from the polite to the final, and how long each may take. */
const ESCALATION: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/** Whether a process is the server of that cluster, and not one that got its pid later. */
export function isServerOf(cluster: string, uid: number, found: RunningProcess): boolean {
  const [program = ''] = found.command.split(' -D ');
  return (
    found.uid === uid && /(^|\/)postgres$/.test(program) && `${found.command} `.includes(` -D ${cluster} `)
  );
}

/**
 * Clears what a launch that was killed left behind: stops its server when that still runs, and removes a
 * `postmaster.pid` whose pid now belongs to somebody else, which PostgreSQL itself would take for a running server.
 * Call it with the launch lock held.
 */
export async function clearStaleServer(cluster: string, uid: number): Promise<void> {
  const left = readPostmasterPid(cluster);
  if (left !== undefined) {
    const found = findProcess(left.pid);
    if (found !== undefined && isServerOf(cluster, uid, found))
      await stopOrphan(cluster, left.pid, found.startedAt);
  }
  if (existsSync(postmasterPidPath(cluster))) rmSync(postmasterPidPath(cluster));
}

async function stopOrphan(cluster: string, pid: number, startedAt: string): Promise<void> {
  const isRunning = () => findProcess(pid)?.startedAt === startedAt;
  for (const [signal, patienceMs] of ESCALATION) {
    if (isRunning()) process.kill(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (isRunning() && Date.now() < deadline) await setTimeout(POLL_MS);
    if (!isRunning()) return;
  }
  throw new EmbeddedPostgresError(
    'data_directory_in_use',
    `An earlier server of ${cluster} (process ${pid}) does not end. Stop it, then start again.`,
  );
}
