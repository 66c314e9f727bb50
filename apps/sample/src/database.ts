import type { DataSourceOptions } from 'typeorm';
import { DATA_SOURCE_DEFAULTS, migrateDatabase as migrate, type MigrationsRun } from 'nestjs-id-verification';
import { ID_VERIFICATION_PAGES_MIGRATIONS } from 'nestjs-id-verification-console';
import { START_LIMIT_MIGRATIONS } from 'nestjs-id-verification-http/limits';
import { CreateOnboarding1764000000000 } from './onboarding/create-onboarding.migration.js';

/** How the application and its migrations reach the database. */
export function dataSourceOptions(databaseUrl: string): DataSourceOptions & { type: 'postgres' } {
  return {
    ...DATA_SOURCE_DEFAULTS,
    type: 'postgres',
    url: databaseUrl,
    migrations: [
      CreateOnboarding1764000000000,
      ...START_LIMIT_MIGRATIONS,
      ...ID_VERIFICATION_PAGES_MIGRATIONS,
    ],
    migrationsTableName: 'sample_migration',
    applicationName: 'id-verification-sample',
  };
}

/** Brings every table up to date. */
export function migrateDatabase(databaseUrl: string): Promise<MigrationsRun> {
  return migrate(dataSourceOptions(databaseUrl));
}
