import { randomBytes } from 'node:crypto';

import { escapeIdentifier } from 'pg';
import { inject } from 'vitest';
import { execute } from '../process/execute.js';

const LONGEST_PREFIX = 40;

export interface TestDatabase {
  /** The connection URL of this database, with the right to do everything in it. */
  readonly url: string;
  /** Removes it, also when something is still connected. */
  drop(): Promise<void>;
}

/**
 * Creates a database of its own for a spec file, so that files that run at once do not share rows.
 *
 * @param prefix the beginning of its name, for who lists the server's databases meanwhile
 * @param content all tables and no rows, or nothing at all
 */
export async function createTestDatabase(
  prefix = 'test',
  content: 'migrated' | 'empty' = 'migrated',
): Promise<TestDatabase> {
  const server = inject('databaseServerUrl');
  const name = `${prefix.slice(0, LONGEST_PREFIX)}_${randomBytes(8).toString('hex')}`;
  const template = content === 'migrated' ? inject('migratedDatabase') : 'template1';
  await execute(server, `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`);
  const url = new URL(server);
  url.pathname = `/${encodeURIComponent(name)}`;
  return {
    url: url.href,
    drop: () => execute(server, `DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  };
}
