import { join } from 'node:path';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@id-verification/embedded-postgres';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { CHOOSE_ANOTHER_DIRECTORY } from './data-directory.js';
import { SandboxError } from './sandbox.error.js';
import type { Service } from './service.js';
import type { Settings } from './settings.js';

/** A database, and how to connect to it. */
export interface Database extends Service {
  readonly url: string;
}

/**
 * The server that was given, or else the embedded one.
 *
 * @throws SandboxError that says what to do about the embedded one
 */
export function startDatabase({ databaseUrl, dataDirectory }: Settings): Promise<Database> {
  return databaseUrl === undefined
    ? startEmbedded(join(dataDirectory, 'postgres'))
    : Promise.resolve(given(databaseUrl));
}

async function startEmbedded(directory: string): Promise<Database> {
  const server = await startEmbeddedPostgres({ directory, database: SANDBOX.databaseName }).catch(explain);
  return {
    name: 'database',
    url: server.url,
    address: `${withoutCredentials(server.url)} (PostgreSQL ${server.version}, data in ${directory})`,
    ready: Promise.resolve(),
    exited: server.exited,
    stop: () => server.stop(),
  };
}

/** The embedded server names the setting by which tests use another server; the sandbox has one of its own. */
function explain(error: unknown): never {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  const message = error.message.replaceAll('DATABASE_URL', 'SANDBOX_DATABASE_URL').replace(/\.$/, '');
  throw new SandboxError(`${message}, ${CHOOSE_ANOTHER_DIRECTORY}.`, { cause: error });
}

function given(url: string): Database {
  return {
    name: 'database',
    url,
    address: `${withoutCredentials(url)} (from SANDBOX_DATABASE_URL; the sample gets it as DATABASE_URL)`,
    ready: Promise.resolve(),
    exited: new Promise(() => undefined),
    stop: () => Promise.resolve(),
  };
}

function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return 'the server of SANDBOX_DATABASE_URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
