import type { EventEmitter } from 'node:events';
import type { DataSourceOptions } from 'typeorm';
import { ID_VERIFICATION_PAGES_MIGRATIONS } from 'nestjs-id-verification-console';
import { START_LIMIT_MIGRATIONS } from 'nestjs-id-verification-http/limits';
import { CreateOnboarding1764000000000 } from '../onboarding/create-onboarding.migration.js';

/**
 * Most connections of one process. One of them listens for changes, up to 4 deliver outcomes, one for each handler
 * that runs, and up to 5 write verdicts; 10 are left for requests, whose statements take milliseconds. With
 * PostgreSQL's own limit of 100 connections that is room for four processes, and for the one more that a migration or
 * a rolling restart brings.
 */
const POOL_SIZE = 20;

/**
 * Between the pool removing its own listener from a new connection and TypeORM adding one, an error event has no
 * listener and would end the process. The query that uses the connection fails with the same error anyway.
 */
function keepQuietWhenLost(connection: EventEmitter): void {
  connection.on('error', () => undefined);
}

/** How the application and its migrations reach the database. */
export function dataSourceOptions(databaseUrl: string): DataSourceOptions & { type: 'postgres' } {
  return {
    type: 'postgres',
    url: databaseUrl,
    synchronize: false,
    migrations: [
      CreateOnboarding1764000000000,
      ...START_LIMIT_MIGRATIONS,
      ...ID_VERIFICATION_PAGES_MIGRATIONS,
    ],
    migrationsTableName: 'sample_migration',
    // Statements contain personal data, which must not be logged.
    logging: false,
    applicationName: 'id-verification-sample',
    connectTimeoutMS: 5_000,
    poolSize: POOL_SIZE,
    // A server that is gone without a word is noticed by TCP's own probes; a statement would wait for it for ever.
    extra: { onConnect: keepQuietWhenLost, keepAlive: true, keepAliveInitialDelayMillis: 5_000 },
  };
}
