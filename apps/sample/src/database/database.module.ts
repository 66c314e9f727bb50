import { Module } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { CONFIGURATION, type Configuration } from '../configuration/configuration.js';
import { createDataSource } from './create-data-source.js';

/** The application's one connection pool. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [CONFIGURATION],
      useFactory: ({ databaseUrl }: Configuration): TypeOrmModuleOptions => ({
        type: 'postgres',
        url: databaseUrl,
        autoLoadEntities: true,
        synchronize: false,
        // Statements carry what people entrusted to us; they do not belong in a log.
        logging: false,
        applicationName: 'id-verification-sample',
        connectTimeoutMS: 5_000,
        poolSize: 10,
        retryAttempts: 3,
        retryDelay: 1_000,
      }),
      dataSourceFactory: (options?: DataSourceOptions) => {
        if (options === undefined) throw new Error('TypeOrmModule passes the options of useFactory on');
        return createDataSource(options);
      },
    }),
  ],
})
export class DatabaseModule {}
