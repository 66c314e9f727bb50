import { readDatabaseUrl } from './configuration/database-url.js';
import { EnvironmentReader } from './configuration/environment-reader.js';
import { loadSettingsFile } from './configuration/load-settings-file.js';
import { migrateDatabase } from './database/migrate-database.js';
import { startupFailure } from './startup-failure.js';

try {
  loadSettingsFile();
  const reader = new EnvironmentReader(process.env);
  const databaseUrl = readDatabaseUrl(reader);
  reader.throwIfRefused();
  const { library, application } = await migrateDatabase(databaseUrl);
  process.stdout.write(
    `nestjs-id-verification: ${notified(library)}\napplication: ${notified(application)}\n`,
  );
} catch (error) {
  process.stderr.write(`${startupFailure(error)}\n`);
  process.exitCode = 1;
}

function notified(migrations: readonly string[]): string {
  return migrations.length === 0 ? 'up to date' : `ran ${migrations.join(', ')}`;
}
