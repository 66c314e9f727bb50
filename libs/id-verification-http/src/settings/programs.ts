import { basename } from 'node:path';
import { migrateDatabase, pendingDatabaseMigrations } from 'nestjs-id-verification';
import type { DataSourceOptions } from 'typeorm';
import { z } from 'zod';
import { newApiKey } from '../security/new-api-key.js';
import { databaseUrl } from './fields.js';
import { loadSettingsFile } from './load-settings-file.js';
import { parseSettings } from './parse-settings.js';
import { startupFailure } from './startup-failure.js';

/**
 * The program that migrates, as a step of a deployment: it reads `DATABASE_URL` and nothing else from the environment
 * or from `.env`, and prints what it ran. With `--pending` it prints what it would run, and changes nothing.
 *
 * @param optionsOf the options of the host's data source, with its own migrations
 * @publicApi
 */
export async function migrateProgram(optionsOf: (databaseUrl: string) => DataSourceOptions): Promise<void> {
  try {
    loadSettingsFile();
    const { DATABASE_URL } = parseSettings(z.object({ DATABASE_URL: databaseUrl() }), process.env);
    const [migrate, verb] = process.argv.includes('--pending')
      ? [pendingDatabaseMigrations, 'would run']
      : [migrateDatabase, 'ran'];
    const { library, application } = await migrate(optionsOf(DATABASE_URL));
    process.stdout.write(
      `nestjs-id-verification: ${inWords(verb, library)}\napplication: ${inWords(verb, application)}\n`,
    );
  } catch (error) {
    process.stderr.write(`${startupFailure(error)}\n`);
    process.exitCode = 1;
  }
}

function inWords(verb: string, migrations: readonly string[]): string {
  return migrations.length === 0 ? 'up to date' : `${verb} ${migrations.join(', ')}`;
}

/**
 * The program that makes an API key for the caller that its argument names, and prints it with its entry in `API_KEYS`.
 *
 * @publicApi
 */
export function apiKeyProgram(): void {
  const [, program = '', name = ''] = process.argv;
  try {
    const { key, entry } = newApiKey(name);
    process.stdout.write(
      `The key, shown this once; hand it to its caller:\n  ${key}\n` +
        `The entry for API_KEYS, separated from others by a comma:\n  ${entry}\n`,
    );
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : 'failed'}\nUsage: ${basename(program)} <name>\n`,
    );
    process.exitCode = 1;
  }
}
