import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

import type { Binaries } from './binaries.js';
import type { DataHome } from './data-home.js';
import { readPostmasterPid } from './postmaster-pid.js';
import { type ServerAccount, spawnAs } from './privileges.js';
import { identify, type ProcessIdentity } from './process-table.js';
import { serverEnvironment } from './server-environment.js';
import { openServerLog } from './server-log.js';
import { serverArguments, type ServerSettings } from './server-settings.js';

const POLL_MS = 15;
/** Recovery after a crash replays the log of writes, which may take a while. */
const READY_WITHIN_MS = 120_000;
const FAST_SHUTDOWN_MS = 10_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

export interface ServerPlace {
  readonly home: DataHome;
  readonly binaries: Binaries;
  readonly account: ServerAccount;
}

/** A PostgreSQL server that is a child of this process. */
export interface Server {
  readonly identity: ProcessIdentity;
  /** Settles when the server ends, and says how. */
  readonly ended: Promise<string>;
  /** Waits until it accepts connections; false when it ended or took too long. */
  isReady(signal: AbortSignal): Promise<boolean>;
  /** Fast shutdown: open transactions are rolled back, everything is written. */
  stop(): Promise<void>;
}

/** Starts the server in a session of its own, where a terminal's Ctrl-C does not reach it. */
export function startServer(place: ServerPlace, settings: ServerSettings): Server {
  const log = openServerLog(place.home.log);
  const child = spawn(place.binaries.postgres, serverArguments(place.home.cluster, settings), {
    ...spawnAs(place.account),
    detached: true,
    env: serverEnvironment(),
    stdio: ['ignore', log.descriptor, log.descriptor],
    windowsHide: true,
  });
  log.close();
  const ended = untilEnd(child);
  return {
    identity: identify(child.pid ?? 0),
    ended,
    isReady: (signal) => untilReady(child, place.home.cluster, signal),
    stop: () => stop(child, ended, place),
  };
}

async function untilEnd(child: ChildProcess): Promise<string> {
  return once(child, 'exit').then(
    ([code, signal]) => (signal === null ? `exit code ${code}` : String(signal)),
    (error: unknown) => String(error),
  );
}

async function untilReady(child: ChildProcess, cluster: string, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (isRunning(child) && !signal.aborted && Date.now() < deadline) {
    const postmaster = readPostmasterPid(cluster);
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return true;
    await setTimeout(POLL_MS);
  }
  return false;
}

async function stop(
  child: ChildProcess,
  ended: Promise<string>,
  { binaries, home }: ServerPlace,
): Promise<void> {
  if (!isRunning(child)) return;
  // Windows has no SIGINT to send; pg_ctl speaks to the server through its pipe there.
  if (process.platform === 'win32')
    execFile(binaries.pgCtl, ['stop', '-D', home.cluster, '-m', 'fast', '-W']);
  else child.kill('SIGINT');
  await Promise.race([ended, setTimeout(FAST_SHUTDOWN_MS, undefined, { ref: false })]);
  if (isRunning(child)) child.kill('SIGQUIT');
  await Promise.race([ended, setTimeout(IMMEDIATE_SHUTDOWN_MS, undefined, { ref: false })]);
  if (isRunning(child)) child.kill('SIGKILL');
  await ended;
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
