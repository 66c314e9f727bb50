import { join } from 'node:path';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@id-verification/embedded-postgres';
import { SANDBOX } from '@id-verification/sample/sandbox-values';
import { SandboxError } from './sandbox.error.js';
import type { Service } from './service.js';
import type { Settings } from './settings.js';

/** A database, and how to connect to it. */
export interface Database extends Service {
  readonly url: string;
}

/**
 * The server that was given, or else the embedded one, whose process ends with this one.
 *
 * @throws SandboxError that says what to do about the embedded one
 */
export function startDatabase({ databaseUrl, dataDirectory }: Settings): Promise<Database> {
  return databaseUrl === undefined
    ? startEmbedded(join(dataDirectory, 'postgres'))
    : Promise.resolve(given(databaseUrl));
}

async function startEmbedded(dataDirectory: string): Promise<Database> {
  const server = await startEmbeddedPostgres({ dataDirectory, database: SANDBOX.databaseName }).catch(
    explain,
  );
  return {
    name: 'database',
    url: server.url,
    address: `${withoutCredentials(server.url)} (PostgreSQL ${server.version}, data in ${dataDirectory})`,
    ready: Promise.resolve(),
    exited: server.exited.then((exit) =>
      exit.expected ? 'stopped' : inOurWords(exit.reason).replace(/\.$/, ''),
    ),
    stop: () => server.stop(),
  };
}

function explain(error: unknown): never {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  throw new SandboxError(inOurWords(error.message), { cause: error });
}

/** The embedded server names the setting of a server of one's own as tests do; the sandbox has another. */
function inOurWords(text: string): string {
  return text.replaceAll(/\bDATABASE_URL\b/g, 'SANDBOX_DATABASE_URL');
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
