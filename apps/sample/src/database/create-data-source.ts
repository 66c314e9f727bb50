import { migrateIdVerification } from 'nestjs-id-verification';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrateApplication } from './migrate-application.js';

/** Connects and brings the tables up to date, before anything of the application reads them. */
export async function createDataSource(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = await new DataSource(options).initialize();
  try {
    await migrateIdVerification(dataSource);
    await migrateApplication(dataSource);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
