import { DataSource } from 'typeorm';
import { pendingIdVerificationMigrations } from './pending-migrations.js';
import { IdVerificationStorageError } from './storage.error.js';

/** What a database is like for the library. */
export interface DatabaseState {
  /** As PostgreSQL says it, for example `17.2`. */
  readonly version: string;
  readonly majorVersion: number;
  readonly pendingMigrations: readonly string[];
}

/** How a database is inspected. */
export interface InspectionOptions {
  readonly timeoutMs: number;
  /** The schema of the library's tables, if it is not on the search path. */
  readonly schema: string | undefined;
  /** The table that holds the record of migrations, if it is not the library's own. */
  readonly recordedIn: string | undefined;
}

/**
 * Inspects a database over a connection of its own and changes nothing.
 *
 * @throws IdVerificationStorageError in place of the driver's error
 */
export async function inspectDatabase(
  url: string,
  { timeoutMs, schema, recordedIn }: InspectionOptions,
): Promise<DatabaseState> {
  let dataSource: DataSource | undefined;
  try {
    dataSource = new DataSource({
      type: 'postgres',
      url,
      ...(schema !== undefined && { schema }),
      connectTimeoutMS: timeoutMs,
      poolSize: 1,
      installExtensions: false,
      logging: false,
      // Counted by the driver: poolers refuse a connection that asks for a setting of the server.
      extra: { query_timeout: timeoutMs },
    });
    await dataSource.initialize();
    const [row]: { server_version: string }[] = await dataSource.query('SHOW server_version');
    const version = row?.server_version.split(' ')[0] ?? '0';
    return {
      version,
      majorVersion: Number.parseInt(version, 10),
      pendingMigrations: await pendingIdVerificationMigrations(dataSource, recordedIn),
    };
  } catch (error) {
    throw new IdVerificationStorageError(error);
  } finally {
    if (dataSource?.isInitialized === true) await dataSource.destroy();
  }
}
