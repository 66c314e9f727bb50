import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { Client } from 'pg';

import { ensureCluster, SUPERUSER } from './cluster.js';
import { ALTERNATIVE, EmbeddedPostgresError } from './embedded-postgres.error.js';
import { findPrograms } from './programs.js';
import { reclaimCluster } from './running-server.js';
import { startServer } from './server.js';
import { abandonedPaths, createTemporaryDirectory, remove } from './temporary-directory.js';

export { EmbeddedPostgresError } from './embedded-postgres.error.js';

const EPHEMERAL = 'embedded-postgres';

/** Where the data is: in a directory that is kept, or in one that {@link EmbeddedPostgres.stop} removes. */
export type EmbeddedPostgresOptions = ({ readonly directory: string } | { readonly ephemeral: true }) & {
  /** A loopback port; a free one when not given. */
  readonly port?: number | undefined;
  /** The database to create and connect to; `verification` when not given. */
  readonly database?: string | undefined;
};

/** A running PostgreSQL. */
export interface EmbeddedPostgres {
  /** `postgres://user:password@127.0.0.1:port/database` */
  readonly url: string;
  /** For example `18.4`. */
  readonly version: string;
  /** Settles with the reason when the server has ended, by {@link stop} or by itself. Never rejects. */
  readonly exited: Promise<string>;
  /** Shuts the server down. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL from the programs of an npm package, for development and tests, on a loopback port and with
 * a random password. It stops when this process exits. A server whose process was killed is stopped by the next start:
 * on the same directory, or of any ephemeral one.
 *
 * @throws {EmbeddedPostgresError} with the cause and the fix; always when NODE_ENV is `production`
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.env['NODE_ENV'] === 'production') {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL is for development and tests and does not start in production: ${ALTERNATIVE}.`,
    );
  }
  const ephemeral = !('directory' in options);
  // What cannot be removed now may be at the next start.
  if (ephemeral) await removeAbandonedData().catch(() => undefined);
  const directory = ephemeral ? createTemporaryDirectory(tmpdir(), EPHEMERAL) : resolve(options.directory);
  try {
    return await start(directory, ephemeral, options);
  } catch (error) {
    if (ephemeral) remove(directory);
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      `PostgreSQL could not be started on the data in ${directory} (${String(error)}): correct that, or ${ALTERNATIVE}.`,
      { cause: error },
    );
  }
}

async function start(
  directory: string,
  ephemeral: boolean,
  { port: wanted, database = 'verification' }: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const programs = findPrograms();
  ensureDirectory(directory);
  const cluster = join(directory, 'data');
  await reclaimCluster(cluster);
  const password = await ensureCluster(programs, cluster, ephemeral);
  const { port, exited, ...server } = await startServer({ programs, cluster, port: wanted, ephemeral });
  const urlOf = (name: string) =>
    `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
  const stop = async () => {
    await server.stop();
    if (ephemeral) remove(directory);
  };
  try {
    return { url: urlOf(database), version: await ensureDatabase(urlOf('postgres'), database), exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Creates the directory, closed to other users. */
function ensureDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const { uid } = statSync(directory);
  if (uid !== process.getuid?.()) {
    throw new EmbeddedPostgresError(
      `${directory} belongs to user ${uid}, and this process runs as user ${process.getuid?.()}: start it as that user, or choose another directory.`,
    );
  }
  chmodSync(directory, 0o700);
}

/** Removes the ephemeral data of this user's killed processes, and stops their servers. */
async function removeAbandonedData(): Promise<void> {
  const abandoned = abandonedPaths(tmpdir(), EPHEMERAL);
  for (const directory of abandoned.filter((path) => statSync(path).uid === process.getuid?.())) {
    await reclaimCluster(join(directory, 'data'));
    remove(directory);
  }
}

/** Creates the database unless there is one, and returns the server's version. */
async function ensureDatabase(url: string, database: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; exists: boolean }>(
      `SELECT current_setting('server_version') AS version,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS exists`,
      [database],
    );
    if (rows[0]?.exists !== true) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
    return rows[0]?.version ?? '';
  } finally {
    await client.end();
  }
}
