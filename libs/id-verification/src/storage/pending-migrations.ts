import type { DataSource } from 'typeorm';
import { ID_VERIFICATION_MIGRATIONS } from './migrations/index.js';
import { tableNamed } from './data-source.js';
import { sql, type Sql } from './sql.js';

/** Where {@link migrateIdVerification} keeps its record; the data source's `entityPrefix` stands before it. */
const MIGRATIONS_TABLE = 'id_verification_migration';

type Queryable = Pick<DataSource, 'query'>;

/** The table that holds the record: two prefixes in one schema are two sets of tables. */
export function recordTable({ options }: Pick<DataSource, 'options'>): string {
  return `${options.entityPrefix ?? ''}${MIGRATIONS_TABLE}`;
}

/**
 * The library's migrations that the database does not have yet, oldest first. Changes nothing and needs no privilege
 * but to read the record, so that an application can check at boot what a step before it has to do.
 *
 * @param recordedIn the table that holds the record; another one for a host that runs the migrations itself
 * @publicApi
 */
export async function pendingIdVerificationMigrations(
  dataSource: DataSource,
  recordedIn: string = recordTable(dataSource),
): Promise<string[]> {
  return readPending(dataSource, tableNamed(dataSource, recordedIn));
}

/** As {@link pendingIdVerificationMigrations}, also within a database transaction. */
export async function readPending(database: Queryable, table: Sql): Promise<string[]> {
  const names = ID_VERIFICATION_MIGRATIONS.map((Migration) => new Migration().name);
  if (!(await tableExists(database, table))) return names;
  // Compared by the server: the host may parse any type in its own way.
  const pending: string[] = [];
  for (const name of names) {
    const { text, values } = sql`SELECT FROM ${table} WHERE name = ${name}`.render();
    const recorded: unknown[] = await database.query(text, values);
    if (recorded.length === 0) pending.push(name);
  }
  return pending;
}

export async function tableExists(database: Queryable, table: Sql): Promise<boolean> {
  const found: unknown[] = await database.query('SELECT WHERE to_regclass($1) IS NOT NULL', [
    table.render().text,
  ]);
  return found.length > 0;
}
