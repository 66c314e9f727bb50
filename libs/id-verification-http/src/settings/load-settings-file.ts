import { existsSync } from 'node:fs';
import { ConfigurationError } from './configuration.error.js';

/**
 * Takes settings from `.env` in the folder of the process; what the environment has already wins. The sandbox gives
 * everything it wants to be used: a developer's live settings must not mix with that.
 *
 * @throws ConfigurationError for a file that cannot be read
 * @publicApi
 */
export function loadSettingsFile(): void {
  if (process.env['SANDBOX'] === 'true' || !existsSync('.env')) return;
  try {
    process.loadEnvFile('.env');
  } catch {
    throw new ConfigurationError([{ setting: '.env', fix: 'must be a file that this user can read' }]);
  }
}
