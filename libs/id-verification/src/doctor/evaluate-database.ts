import type { DatabaseState } from '../storage/inspect-database.js';
import type { IdVerificationStorageError } from '../storage/storage.error.js';
import { fail, ok, skip, type Finding } from './finding.js';

const OLDEST_MAJOR_VERSION = 15;

const AWAY =
  'Check DATABASE_URL, that the server runs, and that it accepts connections from this machine (pg_hba.conf, firewall).';

/** Fixes for particular error codes of PostgreSQL. */
const FIXES: Readonly<Record<string, string>> = {
  '28P01': 'The password in DATABASE_URL is wrong; special characters in it must be percent-encoded.',
  '28000': 'The server rejects this user from this machine: check the user and pg_hba.conf.',
  '3D000': 'The database in DATABASE_URL does not exist: create it, or correct the name.',
  '42501': 'Let the user read the table that records migrations.',
  DRIVER_MISSING: 'The package pg, the driver of PostgreSQL, is not installed: run npm install pg.',
  '53300': 'The server has no connection left: lower the pools, or raise max_connections.',
};

/** Checks that the database can be used and contains the library's tables. */
export function evaluateDatabase(state: DatabaseState | IdVerificationStorageError): Finding[] {
  if (state instanceof Error) {
    const reason = state.sqlState ?? 'no reason given';
    return [fail('database', { detail: reason }, FIXES[reason] ?? AWAY), skip('migrations', 'not reached')];
  }
  return [evaluateVersion(state), evaluateMigrations(state)];
}

function evaluateVersion({ version, majorVersion }: DatabaseState): Finding {
  const seen = { detail: `PostgreSQL ${version}` };
  return majorVersion >= OLDEST_MAJOR_VERSION
    ? ok('database', seen)
    : fail('database', seen, `Use PostgreSQL ${OLDEST_MAJOR_VERSION} or later.`);
}

function evaluateMigrations({ pendingMigrations }: DatabaseState): Finding {
  if (pendingMigrations.length === 0) return ok('migrations', { detail: 'all are there' });
  return fail(
    'migrations',
    { detail: `missing: ${pendingMigrations.join(', ')}` },
    'Call migrateIdVerification(dataSource) before the application starts. If your data source has a schema, name it by --schema. If your own migrations include the library’s, name their table by --migrations-table.',
  );
}
