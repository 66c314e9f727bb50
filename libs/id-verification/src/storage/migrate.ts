import { DataSource } from 'typeorm';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { ID_VERIFICATION_MIGRATIONS } from './migrations/index.js';
import { MIGRATIONS_TABLE } from './pending-migrations.js';

/** Any fixed number; every process that migrates acquires the same lock. */
const MIGRATION_LOCK = 0x1d_ef_1c_a7;

/**
 * Brings the library's tables up to date, in the database and schema of the given data source. Safe to run from
 * many processes at once and again and again: an advisory lock lets one work while the others wait.
 *
 * The work is recorded in a table of its own, `id_verification_migration`. A host that prefers to run migrations
 * itself puts {@link ID_VERIFICATION_MIGRATIONS} into its data source's `migrations` and does not call this.
 *
 * @publicApi
 * @returns the names of the migrations that this call ran
 * @throws IdVerificationConfigurationError for a data source that is not PostgreSQL
 */
export async function migrateIdVerification(dataSource: DataSource): Promise<string[]> {
  if (dataSource.options.type !== 'postgres') {
    throw new IdVerificationConfigurationError(['the data source must be of type postgres']);
  }
  const extra: unknown = dataSource.options.extra;
  const own = new DataSource({
    ...dataSource.options,
    entities: [],
    subscribers: [],
    migrations: [...ID_VERIFICATION_MIGRATIONS],
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsRun: false,
    synchronize: false,
    dropSchema: false,
    // One connection holds the lock, the other does the work, whatever the host allows itself.
    poolSize: 2,
    extra: { ...Object(extra), max: 2 },
  });
  await own.initialize();
  try {
    return await underLock(own);
  } finally {
    // Ends the session too, and with it the lock, whatever happened.
    await own.destroy();
  }
}

async function underLock(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const run = await dataSource.runMigrations({ transaction: 'all' });
    return run.map(({ name }) => name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await lock.release();
  }
}
