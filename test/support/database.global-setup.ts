import { Client } from 'pg';
import { startEmbeddedPostgres } from '@id-verification/embedded-postgres';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server on which tests may create databases; each spec file takes its own with `createTestDatabase`. */
    databaseServerUrl: string;
  }
}

/** One server for the whole run: the one that DATABASE_URL names, or else a throw-away one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    announce(`the server of DATABASE_URL, version ${await versionOf(given)}`);
    project.provide('databaseServerUrl', given);
    return async () => undefined;
  }
  const server = await startEmbeddedPostgres({ ephemeral: true });
  announce(`embedded, version ${server.version}`);
  project.provide('databaseServerUrl', server.url);
  return () => server.stop();
}

async function versionOf(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect().catch((cause: unknown) => {
    // Without the URL, which holds a password.
    const { host, port } = client;
    throw new Error(`The server of DATABASE_URL, ${host}:${port}, cannot be used.`, { cause });
  });
  try {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'unknown';
  } finally {
    await client.end();
  }
}

function announce(server: string): void {
  process.stdout.write(`PostgreSQL for tests: ${server}\n`);
}
