import { resolve } from 'node:path';

import { EmbeddedPostgresError, REMEDY } from './embedded-postgres.error.js';
import { newEphemeralDirectory } from './ephemeral-home.js';
import { dismiss, forkGuardian, letGo, untilGone, untilReady } from './guardian-process.js';

interface CommonOptions {
  /** A loopback port; a free one when not given. */
  readonly port?: number | undefined;
  /** The database to create and connect to; `verification` when not given. */
  readonly database?: string | undefined;
}

/** Data to keep needs a folder; data to throw away may have one. */
export type EmbeddedPostgresOptions = CommonOptions &
  (
    | { readonly dataDirectory: string; readonly ephemeral?: boolean }
    | { readonly dataDirectory?: undefined; readonly ephemeral: true }
  );

/** Why the database went away. */
export type DatabaseExit =
  { readonly expected: true } | { readonly expected: false; readonly reason: string };

/** A running PostgreSQL. */
export interface EmbeddedPostgres {
  /** `postgres://user:password@127.0.0.1:port/database` */
  readonly url: string;
  /** For example `18.4`. */
  readonly version: string;
  /** Settles when the database is gone: after `stop()`, or because it or its guardian was killed. Never rejects. */
  readonly exited: Promise<DatabaseExit>;
  /** Fast shutdown; the data of an ephemeral one is removed. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL from the binaries of an npm package, for development and tests, on a loopback port and with
 * a random password. It ends with this process, however that ends.
 *
 * @throws {EmbeddedPostgresError} with a `code` for each cause; always when NODE_ENV is `production`
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  refuseProduction();
  const ephemeral = options.ephemeral ?? false;
  const guardian = forkGuardian({
    dataDirectory: resolve(options.dataDirectory ?? newEphemeralDirectory()),
    port: options.port,
    database: options.database ?? 'verification',
    ephemeral,
    application: process.pid,
  });
  const { url, version, server } = await untilReady(guardian);
  letGo(guardian);

  let stopping = false;
  const exited = untilGone(guardian, server).then((reason): DatabaseExit =>
    stopping ? { expected: true } : { expected: false, reason },
  );
  const stop = async () => {
    stopping = true;
    dismiss(guardian);
    await exited;
  };
  return { url, version, exited, stop };
}

function refuseProduction(): void {
  if (process.env['NODE_ENV'] === 'production') {
    throw new EmbeddedPostgresError(
      'refused_in_production',
      `The embedded PostgreSQL is for development and tests and does not start in production. ${REMEDY}`,
    );
  }
}
