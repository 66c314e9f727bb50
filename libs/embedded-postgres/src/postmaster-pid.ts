import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running server says of itself in `postmaster.pid` (PostgreSQL's `pidfile.h`). */
export interface PostmasterPid {
  readonly pid: number;
  /** `starting`, `ready`, `stopping` or `standby`; empty while the server has not said yet. */
  readonly status: string;
}

const PID_LINE = 0;
const STATUS_LINE = 7;

export function parsePostmasterPid(content: string): PostmasterPid | undefined {
  const lines = content.split('\n').map((line) => line.trim());
  const pid = Number(lines[PID_LINE]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, status: lines[STATUS_LINE] ?? '' };
}

export function postmasterPidPath(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

export function readPostmasterPid(cluster: string): PostmasterPid | undefined {
  try {
    return parsePostmasterPid(readFileSync(postmasterPidPath(cluster), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
