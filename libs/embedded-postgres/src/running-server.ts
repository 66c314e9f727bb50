import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { findProcess, isTaken, signal } from './process-table.js';

const POLL_MS = 15;
/** PostgreSQL's fast shutdown, its immediate one, the operating system's, and how long each may take. */
const SIGNALS = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
] as const;

/**
 * Marks a server's command line with its cluster and with the process that starts it. PostgreSQL accepts settings of
 * any prefix that it does not know.
 */
export function ownershipSettings(cluster: string, owner: number | string = process.pid): string[] {
  return [`embedded_postgres.cluster=${cluster}`, `embedded_postgres.owner=${owner}`];
}

/** What `postmaster.pid` says (PostgreSQL's `pidfile.h`): the server's process id, and `ready` once it is. */
export function readPostmasterPid(cluster: string): { readonly pid: number; readonly status: string } {
  const lines = read(join(cluster, 'postmaster.pid')).split('\n');
  return { pid: Number.parseInt(lines[0] ?? '', 10), status: (lines[7] ?? '').trim() };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * Makes the cluster free for a start: stops a server whose owner was killed, and removes a `postmaster.pid` whose
 * process id is taken by another process, which PostgreSQL would mistake for a server. Everything else PostgreSQL
 * decides itself: it replaces the file of a process that is gone, and never runs two servers on one cluster.
 *
 * @throws {EmbeddedPostgresError} that names the owner when the cluster is in use
 */
export async function reclaimCluster(cluster: string): Promise<void> {
  refuseOwned(cluster);
  const { pid } = readPostmasterPid(cluster);
  const isOrphanRunning = () => findOwner(cluster, pid) !== undefined;
  if (isOrphanRunning()) await shutDown(pid, isOrphanRunning);
  const isServer = findProcess(pid)?.command.includes('postgres') === true;
  // Read again: meanwhile a concurrent start may have replaced the file by that of its server.
  const isStale = isTaken(pid) && !isServer && readPostmasterPid(cluster).pid === pid;
  if (isStale) rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

/** @throws {EmbeddedPostgresError} that names the owner when the cluster is in use */
export function refuseOwned(cluster: string): void {
  const owner = findOwner(cluster, readPostmasterPid(cluster).pid);
  if (owner === undefined || !owner.isAlive) return;
  throw new EmbeddedPostgresError(
    `The database in ${cluster} is in use by process ${owner.pid}: stop that process, or choose another directory.`,
  );
}

/** Stops a server: open transactions are rolled back and everything is written, if it does so in time. */
export async function shutDown(pid: number, isRunning: () => boolean): Promise<void> {
  for (const [name, patienceMs] of SIGNALS) {
    if (!isRunning()) return;
    signal(pid, name);
    const deadline = performance.now() + patienceMs;
    while (isRunning() && performance.now() < deadline) await setTimeout(POLL_MS);
  }
}

/** The process that started a server. When it has ended, the operating system has given the server another parent. */
function findOwner(cluster: string, server: number) {
  const found = findProcess(server);
  const [, owner] = found?.command.split(ownershipSettings(cluster, '').join(' -c ')) ?? [];
  if (owner === undefined) return undefined;
  const pid = Number.parseInt(owner, 10);
  return { pid, isAlive: found?.parent === pid };
}
