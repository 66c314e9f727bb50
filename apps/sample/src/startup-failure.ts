import { IdVerificationConfigurationError } from 'nestjs-id-verification';
import { ConfigurationError } from './configuration/configuration.error.js';
import { PendingMigrationsError } from './database/pending-migrations.js';

/** Errors that say by themselves what to do. */
const EXPLAINED = [ConfigurationError, IdVerificationConfigurationError, PendingMigrationsError];

/** Why the application did not start, for the user who starts it: what to do where that is known. */
export function startupFailure(error: unknown): string {
  if (EXPLAINED.some((Explained) => error instanceof Explained) && error instanceof Error)
    return error.message;
  const code = codeOf(error);
  if (code === 'EADDRINUSE')
    return 'The port is taken. Stop the program that has it, or set PORT to another one.';
  if (code === 'EACCES') return 'This user may not listen on the port. Set PORT to one above 1023.';
  if (code === 'EADDRNOTAVAIL') return 'This machine does not have the address that HOST names.';
  if (code !== undefined && /^E[A-Z]+$|^\w{5}$/.test(code)) {
    return `The database cannot be used (${code}). Check DATABASE_URL and that the server runs.`;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : 'The application did not start.';
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
