import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Binaries } from './binaries.js';
import type { DataHome } from './data-home.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { initialise } from './initdb.js';
import type { ServerAccount } from './privileges.js';
import { removeReclaimed } from './reclaim.js';

const DRAFT_PREFIX = 'initialising.';

export interface ClusterRequest {
  readonly home: DataHome;
  readonly binaries: Binaries;
  readonly account: ServerAccount;
  readonly password: string;
  readonly ephemeral: boolean;
}

/**
 * Makes sure that there is a database cluster. A new one is made beside its place and renamed when it is whole, so
 * that a kill in the middle leaves only a draft, which the next start removes.
 *
 * @throws {EmbeddedPostgresError} `data_directory_unusable` or `initialization_failed`
 */
export async function ensureCluster(request: ClusterRequest): Promise<void> {
  const { home, account } = request;
  removeDrafts(home);
  if (existsSync(home.cluster)) return acceptCluster(home, account);

  const draft = join(home.directory, `${DRAFT_PREFIX}${randomBytes(6).toString('hex')}`);
  const passwordFile = `${draft}.password`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, request.password, { mode: 0o600 });
  if (account.borrowed) {
    chownSync(draft, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  try {
    await initialise({ ...request, cluster: draft, passwordFile });
    renameSync(draft, home.cluster);
  } finally {
    removeDrafts(home);
  }
}

function removeDrafts({ directory }: DataHome): void {
  for (const name of readdirSync(directory)) {
    if (name.startsWith(DRAFT_PREFIX)) removeReclaimed(join(directory, name));
  }
}

function acceptCluster({ cluster }: DataHome, account: ServerAccount): void {
  const stats = lstatSync(cluster);
  if (!stats.isDirectory() || (account.uid >= 0 && stats.uid !== account.uid)) {
    throw new EmbeddedPostgresError(
      'data_directory_unusable',
      `${cluster} belongs to uid ${stats.uid}, and PostgreSQL is to run as uid ${account.uid}. ` +
        'Start it as the user who made it, or remove it.',
    );
  }
}
