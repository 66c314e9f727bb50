import { existsSync } from 'node:fs';

/**
 * Takes settings from `.env` in the folder of the process; what the environment has already wins. The sandbox gives
 * everything it wants to be used: a developer's live settings must not mix with that.
 */
export function loadSettingsFile(): void {
  if (process.env['SANDBOX'] !== 'true' && existsSync('.env')) process.loadEnvFile('.env');
}
