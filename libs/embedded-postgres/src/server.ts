import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { clusterArgument, spawnOptions } from './account.js';
import { ALTERNATIVE, EmbeddedPostgresError } from './embedded-postgres.error.js';
import { ownershipSettings, readPostmasterPid, refuseOwned, shutDown } from './running-server.js';

const POLL_MS = 15;
/** Recovery after a crash replays the write-ahead log, which may take a while. */
const START_TIMEOUT_MS = 120_000;
/** The sessions of a server that was killed hold its shared memory until they notice. */
const MEMORY_RELEASE_MS = 10_000;
const PORT_TAKEN = 'could not bind IPv4 address';
const MEMORY_HELD = 'pre-existing shared memory block';

/** Data that is thrown away needs no durability; everything else keeps PostgreSQL's own. */
const EPHEMERAL = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** A PostgreSQL server that is a child of this process. */
export interface Server {
  readonly port: number;
  /** Settles with the reason when the server has ended. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/** What a server needs to start. */
export interface ServerRequest {
  readonly programs: string;
  readonly cluster: string;
  /** A free one when not given. */
  readonly port: number | undefined;
  readonly ephemeral: boolean;
}

/**
 * Starts the server and waits until it accepts connections. A free port that another process has taken since is
 * replaced by another.
 *
 * @throws {EmbeddedPostgresError} with what the server wrote last
 */
export async function startServer(request: ServerRequest): Promise<Server> {
  const { cluster } = request;
  const log = join(dirname(cluster), 'server.log');
  const deadline = performance.now() + MEMORY_RELEASE_MS;
  for (;;) {
    const port = request.port ?? (await findFreePort());
    const { child, ...server } = spawnServer(request, port, log);
    if (await isReady(child, cluster)) return { ...server, port };
    await server.stop();
    refuseOwned(cluster);
    const output = readFileSync(log, 'utf8');
    const isTransient =
      output.includes(MEMORY_HELD) || (request.port === undefined && output.includes(PORT_TAKEN));
    if (!isTransient || performance.now() > deadline)
      throw startFailed(cluster, port, output || (await server.exited));
    await setTimeout(POLL_MS);
  }
}

/** Spawns it in a session of its own, where a terminal's Ctrl-C does not reach it before its application has ended. */
function spawnServer({ programs, cluster, ephemeral }: ServerRequest, port: number, log: string) {
  // Arguments and not a file, so that the settings of a new release apply to the data of an old one.
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=64MB',
    'log_checkpoints=off',
    ...(ephemeral ? EPHEMERAL : []),
    ...ownershipSettings(cluster),
  ];
  const args = ['-D', clusterArgument(cluster), ...settings.flatMap((setting) => ['-c', setting])];
  const output = openSync(
    log,
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND,
    0o600,
  );
  const child = spawn(join(programs, 'postgres'), args, {
    ...spawnOptions(cluster),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  const interrupt = () => void child.kill('SIGINT');
  process.once('exit', interrupt);
  const exited = once(child, 'exit')
    .then(([code, signal]) => `${signal ?? `exit code ${code}`}, see ${log}`, String)
    .finally(() => process.off('exit', interrupt));
  const stop = async () => {
    child.ref();
    await shutDown(child.pid ?? 0, () => isRunning(child));
    await exited;
  };
  return { child, exited, stop };
}

function startFailed(cluster: string, port: number, output: string): EmbeddedPostgresError {
  const [cause] = /could not bind.+|(?<=FATAL: {2}).+/.exec(output) ?? [
    output.trim().replaceAll(/\s+/g, ' '),
  ];
  return new EmbeddedPostgresError(
    `PostgreSQL did not start on port ${port} with the data in ${cluster} (${cause}): correct that, remove the data, or ${ALTERNATIVE}.`,
  );
}

async function isReady(child: ChildProcess, cluster: string): Promise<boolean> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (isRunning(child) && performance.now() < deadline) {
    const { pid, status } = readPostmasterPid(cluster);
    if (pid === child.pid && status === 'ready') return true;
    await setTimeout(POLL_MS);
  }
  return false;
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
