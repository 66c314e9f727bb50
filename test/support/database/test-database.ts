import { randomBytes } from 'node:crypto';

import { escapeIdentifier, Pool } from 'pg';
import { inject } from 'vitest';

const LONGEST_PREFIX = 40;

export interface TestDatabase {
  /** The connection URL of this database, with the right to do everything in it. */
  readonly url: string;
  /** Removes it, also when something is still connected. */
  drop(): Promise<void>;
}

/** The connection that a worker creates and drops its databases by: a connection takes longer than most statements. */
let administration: Pool | undefined;

async function administer(statement: string): Promise<void> {
  if (administration === undefined) {
    const connectionString = inject('databaseServerUrl');
    administration = new Pool({ connectionString, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true });
    // The server ends before its last worker.
    administration.on('error', () => undefined);
  }
  await administration.query(statement);
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
  const name = `${prefix.slice(0, LONGEST_PREFIX)}_${randomBytes(8).toString('hex')}`;
  const template = content === 'migrated' ? inject('migratedDatabase') : 'template1';
  await administer(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`);
  const url = new URL(inject('databaseServerUrl'));
  url.pathname = `/${encodeURIComponent(name)}`;
  return {
    url: url.href,
    drop: () => administer(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  };
}
