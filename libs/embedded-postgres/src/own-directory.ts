import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { type Account, ownAccount } from './privileges.js';
import { lineage, squattedPart } from './reachability.js';

/**
 * Creates the folder, or takes an existing one that is a real folder and ours, and gives it the mode whatever the
 * umask says.
 *
 * @throws {EmbeddedPostgresError} `data_directory_unusable` when somebody else was there first
 */
export function ensureOwnDirectory(path: string, mode: number, self: Account = ownAccount()): void {
  refuseSquatted(path, self);
  createParents(dirname(path));
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) mkdirSync(path, { mode });
  const stats = lstatSync(path);
  if (!stats.isDirectory()) throw unusable(path, 'is not a folder');
  if (self.uid >= 0 && stats.uid !== self.uid) {
    throw unusable(path, `belongs to uid ${stats.uid}, and this process runs as uid ${self.uid}`);
  }
  chmodSync(path, mode);
  // Once more, against one who was quicker than the first look and the making of the folders.
  refuseSquatted(path, self);
}

function createParents(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (const folder of lineage(path)) if (folder.startsWith(first)) chmodSync(folder, 0o755);
}

/** Refuses a path of which a stranger made a part, before its symbolic links are followed. */
export function refuseSquatted(path: string, self: Account): void {
  const squatted = squattedPart(path, self);
  if (squatted !== undefined) {
    throw unusable(squatted, 'was put by another user into a folder where everybody may write');
  }
}

function unusable(path: string, why: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'data_directory_unusable',
    `${path} ${why}. Remove it, or choose another folder.`,
  );
}
