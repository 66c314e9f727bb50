import { migrateIdVerification } from 'nestjs-id-verification';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options.js';
import { migrateApplication } from './migrate-application.js';

/** Names of the migrations that were run, by whose tables they are about. */
export interface MigrationsRun {
  readonly library: readonly string[];
  readonly application: readonly string[];
}

/** Brings every table up to date. Safe from many processes at once, and again and again. */
export async function migrateDatabase(databaseUrl: string): Promise<MigrationsRun> {
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl)).initialize();
  try {
    return {
      library: await migrateIdVerification(dataSource),
      application: await migrateApplication(dataSource),
    };
  } finally {
    await dataSource.destroy();
  }
}
