import { join } from 'node:path';
import { startEmbeddedPostgres } from '@id-verification/embedded-postgres';
import { SANDBOX } from '@id-verification/sample/sandbox-values';
import type { Service } from './service.js';
import type { Settings } from './settings.js';

/** A database, and how to connect to it. */
export interface Database extends Service {
  readonly url: string;
}

/** The server that was given, or else the embedded one, whose process ends with this one. */
export function startDatabase({ databaseUrl, dataDirectory }: Settings): Promise<Database> {
  return databaseUrl === undefined
    ? startEmbedded(join(dataDirectory, 'postgres'))
    : Promise.resolve(given(databaseUrl));
}

async function startEmbedded(dataDirectory: string): Promise<Database> {
  const server = await startEmbeddedPostgres({ dataDirectory, database: SANDBOX.databaseName });
  return {
    name: 'database',
    url: server.url,
    address: `${withoutCredentials(server.url)} (PostgreSQL ${server.version}, data in ${dataDirectory})`,
    ready: Promise.resolve(),
    exited: server.exited.then((exit) => (exit.expected ? 'stopped' : exit.reason.replace(/\.$/, ''))),
    stop: () => server.stop(),
  };
}

function given(url: string): Database {
  return {
    name: 'database',
    url,
    address: `${withoutCredentials(url)} (from DATABASE_URL)`,
    ready: Promise.resolve(),
    exited: new Promise(() => undefined),
    stop: () => Promise.resolve(),
  };
}

function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return 'the server of DATABASE_URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
