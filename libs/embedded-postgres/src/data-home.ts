import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { stateDirectory } from './system-directories.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { ensureOwnDirectory, refuseSquatted } from './own-directory.js';
import { ownAccount, type ServerAccount } from './privileges.js';
import { barrierFor, physicalPath } from './reachability.js';

/**
 * The folder of one server. It belongs to this process's user; only `cluster` in it belongs to whom PostgreSQL runs
 * as, so that root never follows a name which the lent uid could have exchanged.
 */
export interface DataHome {
  readonly directory: string;
  readonly cluster: string;
  readonly password: string;
  readonly log: string;
}

export function dataHomeIn(directory: string): DataHome {
  return {
    directory,
    cluster: join(directory, 'data'),
    password: join(directory, 'password'),
    log: join(directory, 'server.log'),
  };
}

/** Where the data goes, from what is known of the wanted place and of the alternative to it. */
export function choosePlace(known: {
  readonly reachable: boolean;
  readonly wantedHasData: boolean;
  readonly alternativeHasData: boolean;
}): 'wanted' | 'alternative' | 'blocked' {
  if (known.wantedHasData) return known.reachable ? 'wanted' : 'blocked';
  if (known.alternativeHasData) return 'alternative';
  return known.reachable ? 'wanted' : 'alternative';
}

/**
 * Prepares the folder for a server's data: the wanted one, or, when root wants a place that the lent uid cannot
 * reach, a stable one elsewhere and a note in the wanted place.
 *
 * @throws {EmbeddedPostgresError} `data_directory_unusable`
 */
export function prepareDataHome(wanted: string, account: ServerAccount, ephemeral: boolean): DataHome {
  refuseSquatted(wanted, ownAccount());
  const directory = physicalPath(wanted);
  if (!account.borrowed) return opened(directory, 0o700);

  const alternative = alternativeTo(directory);
  const barrier = barrierFor(dirname(directory), account);
  const place = choosePlace({
    reachable: barrier === undefined,
    wantedHasData: existsSync(dataHomeIn(directory).cluster),
    alternativeHasData: existsSync(dataHomeIn(alternative).cluster),
  });
  if (place === 'blocked') throw blocked(directory, barrier, account);
  if (place === 'alternative' && !ephemeral) leaveNote(directory, alternative, account);
  return opened(place === 'wanted' ? directory : alternative, 0o711);
}

function opened(directory: string, mode: number): DataHome {
  ensureOwnDirectory(directory, mode);
  return dataHomeIn(directory);
}

function alternativeTo(directory: string): string {
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  return join(stateDirectory(), `${basename(directory)}-${digest}`);
}

function leaveNote(directory: string, alternative: string, account: ServerAccount): void {
  ensureOwnDirectory(directory, 0o700);
  writeFileSync(
    join(directory, 'DATA-IS-ELSEWHERE.txt'),
    `The database of this folder is kept in\n\n  ${alternative}\n\n` +
      `PostgreSQL does not run as root, and uid ${account.uid}, which it runs as, cannot reach this folder.\n`,
  );
}

function blocked(
  directory: string,
  barrier: string | undefined,
  account: ServerAccount,
): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'data_directory_unusable',
    `The data in ${directory} cannot be reached by uid ${account.uid}, which PostgreSQL runs as instead of root: ` +
      `${barrier ?? directory} does not let it pass. Run "chmod o+x" on that folder, or move the data.`,
  );
}
