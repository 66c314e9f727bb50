import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

import { startEmbeddedPostgres } from '@id-verification/embedded-postgres';
import { Client, escapeIdentifier } from 'pg';
import type { TestProject } from 'vitest/node';
import { execute } from '../process/execute.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server on which tests may create databases; each spec file takes its own with `createTestDatabase`. */
    databaseServerUrl: string;
    /** A database with all tables and no rows, which test databases are copied from. */
    migratedDatabase: string;
  }
}

/** One server for the whole run: the one that DATABASE_URL names, or else a throw-away one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    announce(`the server of DATABASE_URL, version ${await versionOf(given)}`);
    const migrated = await provide(project, given);
    return () => execute(given, `DROP DATABASE ${escapeIdentifier(migrated)} WITH (FORCE)`);
  }
  const server = await startEmbeddedPostgres({ ephemeral: true });
  announce(`embedded, version ${server.version}`);
  await provide(project, server.url);
  return () => server.stop();
}

async function provide(project: TestProject, serverUrl: string): Promise<string> {
  const migrated = `migrated_${randomBytes(8).toString('hex')}`;
  await execute(serverUrl, `CREATE DATABASE ${escapeIdentifier(migrated)}`);
  const url = new URL(serverUrl);
  url.pathname = `/${migrated}`;
  await promisify(execFile)(process.execPath, ['apps/sample/dist/migrate.js'], {
    env: { ...process.env, DATABASE_URL: url.href },
  });
  project.provide('databaseServerUrl', serverUrl);
  project.provide('migratedDatabase', migrated);
  return migrated;
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
