import { Logger } from '@nestjs/common';
import { DataSource, MigrationExecutor, QueryFailedError, TypeORMError, type QueryRunner } from 'typeorm';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { tableNamed, tableOf } from './data-source.js';
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

/** A process waits for another one's migration, whatever the role allows a statement; not every server has each setting. */
const WITHOUT_TIMEOUTS = `SELECT set_config(name, '0', true) FROM pg_settings
  WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/**
 * Brings the library's tables up to date, in the database and schema of the given data source. Safe to run from
 * many processes at once and again and again, also through a pooler in transaction mode: all work is done in one database
 * transaction, whose advisory lock lets one process work while the others wait.
 *
 * The work is recorded in a table of its own, `id_verification_migration`. A host that prefers to run migrations
 * itself puts {@link ID_VERIFICATION_MIGRATIONS} into its data source's `migrations` and does not call this. Where
 * `synchronize` of the data source has made the tables, nothing is done.
 *
 * @publicApi
 * @returns the names of the migrations that this call ran
 * @throws IdVerificationConfigurationError for a data source that is not PostgreSQL, and for tables that something else
 *   has made
 * @throws IdVerificationStorageError in place of the driver's error
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
    // Nor does the driver stop to wait.
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
  const runner = own.createQueryRunner();
  let run: string[];
  try {
    // At a stricter level, what another process did while this one waited for the lock could not be seen.
    await runner.startTransaction('READ COMMITTED');
    await runner.query(WITHOUT_TIMEOUTS);
    await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    run = (await isMadeOtherwise(own, runner, isSynchronized)) ? [] : await runPending(own, runner);
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
  if (run.length > 0) await refuseUnrecorded(own);
  return run;
}

async function runPending(own: DataSource, runner: QueryRunner): Promise<string[]> {
  const run = await new MigrationExecutor(own, runner).executePendingMigrations();
  return run.map(({ name }) => name);
}

/** Whether tables are there that no migration of this record has made: TypeORM keeps them up to date, or nothing does. */
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

/** A commit may end as a rollback without an error. */
async function refuseUnrecorded(own: DataSource): Promise<void> {
  const pending = await pendingIdVerificationMigrations(own);
  if (pending.length === 0) return;
  throw new IdVerificationConfigurationError([
    `the migrations ${pending.join(', ')} were run and are not recorded in ${recordTable(own)}: the database rolled them back`,
  ]);
}

function libraryError(error: unknown): IdVerificationError {
  if (error instanceof IdVerificationError) return error;
  // What TypeORM itself objects to, such as a driver that is not installed; it holds nothing of a statement.
  return error instanceof TypeORMError && !(error instanceof QueryFailedError)
    ? new IdVerificationConfigurationError([error.message])
    : new IdVerificationStorageError(error);
}
