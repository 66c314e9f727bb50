import {
  databaseUrl,
  loadSettingsFile,
  parseSettings,
  startupFailure,
} from 'nestjs-id-verification-http/settings';
import { z } from 'zod';
import { migrateDatabase } from './database.js';

try {
  loadSettingsFile();
  const { DATABASE_URL } = parseSettings(z.object({ DATABASE_URL: databaseUrl() }), process.env);
  const { library, application } = await migrateDatabase(DATABASE_URL);
  process.stdout.write(`nestjs-id-verification: ${ran(library)}\napplication: ${ran(application)}\n`);
} catch (error) {
  process.stderr.write(`${startupFailure(error)}\n`);
  process.exitCode = 1;
}

function ran(migrations: readonly string[]): string {
  return migrations.length === 0 ? 'up to date' : `ran ${migrations.join(', ')}`;
}
