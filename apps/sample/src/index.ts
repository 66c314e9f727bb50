export { createApplication, type ApplicationOptions } from './application.js';
export { migrateDatabase } from './database.js';
export type { AdapterName } from 'nestjs-id-verification-http/adapters';
export { readSettings } from './settings/settings.js';
export type { Environment } from 'nestjs-id-verification-http/settings';
