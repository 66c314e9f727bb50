import type { EventEmitter } from 'node:events';
import { DataSource, MigrationExecutor, type DataSourceOptions } from 'typeorm';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { migrateIdVerification } from './migrate.js';
import { runPending, underMigrationLock } from './migration-lock.js';
import { pendingIdVerificationMigrations } from './pending-migrations.js';

/** Any fixed number; every process of a host acquires the same lock. */
const HOST_MIGRATION_LOCK = 0x5a_3d_1e_07;

/**
 * Between the pool removing its own listener from a new connection and TypeORM adding one, an error event has no
 * listener and would end the process. The query that uses the connection fails with the same error anyway.
 */
function keepQuietWhenLost(connection: EventEmitter): void {
  connection.on('error', () => undefined);
}

/**
 * Options of a PostgreSQL data source that serves the library and the routes of one process; spread them into yours.
 *
 * @publicApi
 */
export const DATA_SOURCE_DEFAULTS = {
  // Statements contain personal data, which must not be logged.
  logging: false,
  connectTimeoutMS: 5_000,
  // One connection listens for changes, up to 4 deliver outcomes, one for each handler that runs, and up to 5 write
  // verdicts; 10 are left for requests, whose statements take milliseconds. With PostgreSQL's own limit of 100
  // connections that is room for four processes, and for the one more that a migration or a rolling restart brings.
  poolSize: 20,
  // A server that is gone without a word is noticed by TCP's own probes; a statement would wait for it for ever.
  extra: { onConnect: keepQuietWhenLost, keepAlive: true, keepAliveInitialDelayMillis: 5_000 },
};

/**
 * Names of migrations that were run, or would be, by whose tables they are about.
 *
 * @publicApi
 */
export interface MigrationsRun {
  readonly library: readonly string[];
  readonly application: readonly string[];
}

/**
 * Brings every table up to date, as a step of a deployment: those of the library, and those of the data source's own
 * `migrations`. Idempotent and safe to run concurrently, as {@link migrateIdVerification} is.
 *
 * @publicApi
 */
export async function migrateDatabase(options: DataSourceOptions): Promise<MigrationsRun> {
  const dataSource = await new DataSource(options).initialize();
  try {
    return {
      library: await migrateIdVerification(dataSource),
      application: await underMigrationLock(dataSource, HOST_MIGRATION_LOCK, (runner) =>
        runPending(dataSource, runner),
      ),
    };
  } finally {
    await dataSource.destroy();
  }
}

/**
 * What {@link migrateDatabase} would run. It reads only.
 *
 * @publicApi
 */
export async function pendingDatabaseMigrations(options: DataSourceOptions): Promise<MigrationsRun> {
  const dataSource = await new DataSource(options).initialize();
  try {
    return await pendingOn(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function pendingOn(dataSource: DataSource): Promise<MigrationsRun> {
  const own = await new MigrationExecutor(dataSource).getPendingMigrations();
  return {
    library: await pendingIdVerificationMigrations(dataSource),
    application: own.map(({ name }) => name),
  };
}

/**
 * Connects to a database on which {@link migrateDatabase} has run, for `dataSourceFactory` of TypeORM's module: no
 * process serves on tables that it does not know. Migrations that only a newer release knows are no matter: that is
 * what a rolling update looks like to the processes that are replaced.
 *
 * @param remedy what to do about missing migrations, for the operator
 * @throws IdVerificationConfigurationError that names the missing migrations
 * @publicApi
 */
export async function connectMigrated(
  options: DataSourceOptions | undefined,
  remedy = 'run the migrations and start again',
): Promise<DataSource> {
  if (options === undefined) throw new IdVerificationConfigurationError(['the data source has no options']);
  const dataSource = await new DataSource(options).initialize();
  try {
    const { library, application } = await pendingOn(dataSource);
    const pending = [...library, ...application];
    if (pending.length === 0) return dataSource;
    throw new IdVerificationConfigurationError([`the database lacks ${pending.join(', ')}: ${remedy}`]);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
