import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

import type { DataHome } from './data-home.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

/**
 * The superuser's password: made once, kept beside the data for its next start, readable by this user alone.
 *
 * @throws {EmbeddedPostgresError} `data_directory_unusable` when there is data and its password is gone
 */
export function passwordOf(home: DataHome): string {
  const kept = existsSync(home.password) ? readFileSync(home.password, 'utf8').trim() : '';
  if (kept !== '') return kept;
  if (existsSync(home.cluster)) {
    throw new EmbeddedPostgresError(
      'data_directory_unusable',
      `${home.password}, which opens the data beside it, is missing or empty. Restore it, or remove ${home.directory}.`,
    );
  }
  return makePassword(home.password);
}

function makePassword(path: string): string {
  const password = randomBytes(24).toString('base64url');
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, `${password}\n`);
    // The data outlives a power cut, so what opens it has to as well.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return password;
}
