import { Module } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { SETTINGS, type Settings } from '../settings/settings.js';
import { dataSourceOptions } from './data-source-options.js';
import { PendingMigrationsError, refusePendingMigrations } from './pending-migrations.js';

/** The application's one connection pool, on a database whose tables are up to date. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: ({ databaseUrl }: Settings): TypeOrmModuleOptions => ({
        ...dataSourceOptions(databaseUrl),
        autoLoadEntities: true,
        retryAttempts: 3,
        retryDelay: 1_000,
        toRetry: (error: unknown) => !(error instanceof PendingMigrationsError),
      }),
      dataSourceFactory: (options?: DataSourceOptions) => {
        if (options === undefined) throw new Error('TypeOrmModule passes the options of useFactory on');
        return connect(options);
      },
    }),
  ],
})
export class DatabaseModule {}

async function connect(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = await new DataSource(options).initialize();
  try {
    await refusePendingMigrations(dataSource);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
