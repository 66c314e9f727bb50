import type { DataSource } from 'typeorm';
import { ID_VERIFICATION_MIGRATIONS } from './migrations/index.js';
import { tablePath } from './data-source.js';

/** Where {@link migrateIdVerification} keeps its record. */
export const MIGRATIONS_TABLE = 'id_verification_migration';

/**
 * The library's migrations that the database does not have yet, oldest first. Changes nothing and needs no privilege
 * but to read the record, so that an application can check at boot what a step before it has to do.
 *
 * @param recordedIn the table that holds the record; another one for a host that runs the migrations itself
 * @publicApi
 */
export async function pendingIdVerificationMigrations(
  dataSource: DataSource,
  recordedIn: string = MIGRATIONS_TABLE,
): Promise<string[]> {
  const names = ID_VERIFICATION_MIGRATIONS.map((Migration) => new Migration().name);
  const done = await recordedNames(dataSource, tablePath(dataSource, recordedIn));
  return names.filter((name) => !done.has(name));
}

async function recordedNames(dataSource: DataSource, table: string): Promise<Set<string>> {
  const [found]: { there: boolean }[] = await dataSource.query(
    'SELECT to_regclass($1) IS NOT NULL AS there',
    [table],
  );
  if (found?.there !== true) return new Set();
  const rows: { name: string }[] = await dataSource.query(`SELECT name FROM ${table}`);
  return new Set(rows.map(({ name }) => name));
}
