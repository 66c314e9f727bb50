import { randomBytes } from 'node:crypto';

import { Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';

const LONGEST_PREFIX = 40;

export interface TestDatabase {
  /** The connection URL of this database, with the right to do everything in it. */
  readonly url: string;
  /** Removes it, also when something is still connected. */
  drop(): Promise<void>;
}

/**
 * Creates an empty database of its own for a spec file, so that files running at once do not meet.
 *
 * @param prefix the beginning of its name, for whoever looks at the server meanwhile
 */
export async function createTestDatabase(prefix = 'test'): Promise<TestDatabase> {
  const server = inject('databaseServerUrl');
  const name = `${prefix.slice(0, LONGEST_PREFIX)}_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${escapeIdentifier(name)}`);
  const url = new URL(server);
  url.pathname = `/${encodeURIComponent(name)}`;
  return {
    url: url.href,
    drop: () => execute(server, `DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
