import { migrateProgram } from 'nestjs-id-verification-http/settings';
import { dataSourceOptions } from './database.js';

await migrateProgram(dataSourceOptions);
