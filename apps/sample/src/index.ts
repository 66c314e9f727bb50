export { createApplication, type ApplicationOptions } from './application.js';
export { ConfigurationError, type SettingProblem } from './configuration/configuration.error.js';
export type { Environment } from './configuration/environment.js';
export { migrateDatabase, type MigrationsRun } from './database/migrate-database.js';
export type { AdapterName } from 'nestjs-id-verification-http/adapters';
