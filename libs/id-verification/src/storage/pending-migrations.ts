import type { DataSource } from 'typeorm';
import { ID_VERIFICATION_MIGRATIONS } from './migrations/index.js';
import { tableNamed } from './data-source.js';
import { sql, type Sql } from './sql.js';

/** The table in which {@link migrateIdVerification} records migrations, without the data source's `entityPrefix`. */
const MIGRATIONS_TABLE = 'id_verification_migration';

type Queryable = Pick<DataSource, 'query'>;

/** The table that records migrations, with the data source's prefix: each prefix is a separate set of tables. */
export function recordTable({ options }: Pick<DataSource, 'options'>): string {
  return `${options.entityPrefix ?? ''}${MIGRATIONS_TABLE}`;
}

/**
 * The library's pending migrations, oldest first. Read-only: it needs only the privilege to read the record, so that an
 * application can check at boot whether the migration step has run.
 *
 * @param recordedIn the table that records migrations; set it if the library's migrations run with your own
 * @publicApi
 */
export async function pendingIdVerificationMigrations(
  dataSource: DataSource,
  recordedIn: string = recordTable(dataSource),
): Promise<string[]> {
  return readPending(dataSource, tableNamed(dataSource, recordedIn));
}

/** {@link pendingIdVerificationMigrations} for a connection, also within a database transaction. */
export async function readPending(database: Queryable, table: Sql): Promise<string[]> {
  const names = ID_VERIFICATION_MIGRATIONS.map((Migration) => new Migration().name);
  if (!(await tableExists(database, table))) return names;
  // Compared by the server, because the host may have changed the driver's parsers.
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
