import { setTimeout } from 'node:timers/promises';

import { EmbeddedPostgresError, REMEDY } from './embedded-postgres.error.js';
import { findFreePort } from './free-port.js';
import { type Server, type ServerPlace, startServer } from './server.js';
import { serverLogTail } from './server-log.js';

const MEMORY_RELEASE_MS = 10_000;
const POLL_MS = 200;

/** Why a server did not start, read from its log. */
export type StartObstacle = 'port_taken' | 'memory_held' | 'other';

export function obstacleIn(log: string): StartObstacle {
  if (/could not bind IPv4 address/.test(log)) return 'port_taken';
  // Sessions of a server that was killed hold its shared memory until they notice, which takes them a moment.
  if (/pre-existing shared memory block/.test(log)) return 'memory_held';
  return 'other';
}

/**
 * Starts the server and waits until it is ready; a chosen port that was taken meanwhile is replaced by another.
 *
 * @throws {EmbeddedPostgresError} `port_in_use` or `start_failed` with the end of the server's log
 */
export async function startReadyServer(
  place: ServerPlace,
  wanted: { readonly port: number | undefined; readonly ephemeral: boolean },
  password: string,
  signal: AbortSignal,
): Promise<{ server: Server; port: number }> {
  const deadline = Date.now() + MEMORY_RELEASE_MS;
  for (;;) {
    const port = wanted.port ?? (await findFreePort());
    const server = startServer(place, { port, ephemeral: wanted.ephemeral });
    if (await server.isReady(signal)) return { server, port };
    await server.stop();
    signal.throwIfAborted();
    const log = `${serverLogTail(place.home.log, password)}\n(${await server.ended})`;
    const obstacle = obstacleIn(log);
    if (obstacle === 'other' || Date.now() > deadline) throw startFailed(place, log);
    if (obstacle === 'port_taken' && wanted.port !== undefined) throw portInUse(wanted.port);
    if (obstacle === 'memory_held') await setTimeout(POLL_MS);
  }
}

function portInUse(port: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'port_in_use',
    `Port ${port} on 127.0.0.1 is in use. Choose another, or none to get a free one.`,
  );
}

function startFailed({ home }: ServerPlace, log: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'start_failed',
    `PostgreSQL did not start on the data in ${home.directory}. ${REMEDY}\n${log}`,
  );
}
