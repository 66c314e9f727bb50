import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { postmasterPidPath, readPostmasterPid } from './postmaster-pid.js';
import { findProcess, isRunning, type ProcessIdentity, type RunningProcess } from './process-table.js';

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
 * Clears what a launch that was killed left behind: stops its server when that still runs, and removes
 * `postmaster.pid`, whose pid may belong to somebody else by now, whom PostgreSQL would take for a running server.
 * (Sessions that outlived their server PostgreSQL still finds, by the shared memory named after the data directory.)
 * Call it with the launch lock held.
 */
export async function clearStaleServer(cluster: string, uid: number): Promise<void> {
  const left = readPostmasterPid(cluster);
  const found = left === undefined ? undefined : findProcess(left.pid);
  if (found !== undefined && isServerOf(cluster, uid, found)) await stopOrphan(found);
  rmSync(postmasterPidPath(cluster), { force: true });
}

/** Stops a server that is not a child of this process, unless it is gone already. */
export async function stopOrphan(server: ProcessIdentity): Promise<void> {
  for (const [signal, patienceMs] of ESCALATION) {
    if (!isRunning(server)) return;
    process.kill(server.pid, signal);
    const deadline = Date.now() + patienceMs;
    while (isRunning(server) && Date.now() < deadline) await setTimeout(POLL_MS);
  }
  if (!isRunning(server)) return;
  throw new EmbeddedPostgresError(
    'data_directory_in_use',
    `An earlier PostgreSQL server (process ${server.pid}) does not end. Stop it, then start again.`,
  );
}
