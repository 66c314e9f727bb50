import { Logger } from '@nestjs/common';
import { DataSource, QueryFailedError, TypeORMError, type QueryRunner } from 'typeorm';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { tableNamed, tableOf } from './data-source.js';
import { runPending, underMigrationLock } from './migration-lock.js';
import { ID_VERIFICATION_MIGRATIONS } from './migrations/index.js';
import {
  pendingIdVerificationMigrations,
  readPending,
  recordTable,
  tableExists,
} from './pending-migrations.js';
import { IdVerificationStorageError } from './storage.error.js';
import { VerificationEntity } from './verification.entity.js';

/** Any fixed number; every process that migrates acquires the same lock. */
const MIGRATION_LOCK = 0x1d_ef_1c_a7;

/**
 * Creates and migrates the library's tables, in the database and schema of the data source. Idempotent and safe to run
 * concurrently, also through a pooler in transaction mode: it runs in one database transaction under an advisory lock.
 *
 * Migrations are recorded in the table `id_verification_migration`. To run them with your own migrations instead, add
 * {@link ID_VERIFICATION_MIGRATIONS} to the data source's `migrations` and do not call this function. It has no effect
 * if `synchronize` of the data source has created the tables.
 *
 * @publicApi
 * @returns the names of the migrations that this call ran
 * @throws IdVerificationConfigurationError for a data source that is not PostgreSQL, and for tables that were created
 *   in another way
 * @throws IdVerificationStorageError instead of the driver's error
 */
export async function migrateIdVerification(dataSource: DataSource): Promise<string[]> {
  if (dataSource.options.type !== 'postgres') {
    throw new IdVerificationConfigurationError(['the data source must be of type postgres']);
  }
  const own = new DataSource({
    ...dataSource.options,
    entities: [],
    subscribers: [],
    migrations: [...ID_VERIFICATION_MIGRATIONS],
    migrationsTableName: recordTable(dataSource),
    migrationsRun: false,
    synchronize: false,
    dropSchema: false,
    // The driver's timeout too.
    extra: { ...Object(dataSource.options.extra), max: 1, query_timeout: 0 },
  });
  try {
    await own.initialize();
    return await migrate(own, dataSource.options.synchronize === true);
  } catch (error) {
    throw libraryError(error);
  } finally {
    if (own.isInitialized) await own.destroy();
  }
}

async function migrate(own: DataSource, isSynchronized: boolean): Promise<string[]> {
  const run = await underMigrationLock(own, MIGRATION_LOCK, async (runner) =>
    (await isMadeOtherwise(own, runner, isSynchronized)) ? [] : runPending(own, runner),
  );
  if (run.length > 0) await refuseUnrecorded(own);
  return run;
}

/** Whether there are tables without recorded migrations, for example from `synchronize`. */
async function isMadeOtherwise(
  own: DataSource,
  runner: QueryRunner,
  isSynchronized: boolean,
): Promise<boolean> {
  const record = recordTable(own);
  const pending = await readPending(runner, tableNamed(own, record));
  if (pending.length < ID_VERIFICATION_MIGRATIONS.length) return false;
  if (!(await tableExists(runner, tableOf(own, VerificationEntity)))) return false;
  if (!isSynchronized) {
    throw new IdVerificationConfigurationError([
      `the library’s tables exist, and ${record} does not record them: \`synchronize\` or the data source’s own \`migrations\` made them. ` +
        'Leave them to the one that did and do not call migrateIdVerification(), or drop them first.',
    ]);
  }
  new Logger(LOG_CONTEXT).warn(
    logLine('migration_skipped', {
      hint: '`synchronize` has made the library’s tables. Switch it off in production, where it may drop columns.',
    }),
  );
  return true;
}

/** Verifies the record: a commit may end as a rollback without an error. */
async function refuseUnrecorded(own: DataSource): Promise<void> {
  const pending = await pendingIdVerificationMigrations(own);
  if (pending.length === 0) return;
  throw new IdVerificationConfigurationError([
    `the migrations ${pending.join(', ')} were run and are not recorded in ${recordTable(own)}: the database rolled them back`,
  ]);
}

function libraryError(error: unknown): IdVerificationError {
  if (error instanceof IdVerificationError) return error;
  // An error of TypeORM itself, such as a driver that is not installed; it contains nothing of a statement.
  return error instanceof TypeORMError && !(error instanceof QueryFailedError)
    ? new IdVerificationConfigurationError([error.message])
    : new IdVerificationStorageError(error);
}
