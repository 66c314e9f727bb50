import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';

import { copyToCache } from './binaries-cache.js';
import { findEmbeddedPackage } from './embedded-package.js';
import { packagedLinks } from './packaged-links.js';
import type { ServerAccount } from './privileges.js';

/** Absolute paths of PostgreSQL's programs. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/**
 * The programs to run: in place where that works, otherwise from a copy. Root's server needs the copy, because the
 * lent uid may be unable to reach node_modules; everybody needs it when npm's install scripts did not run.
 */
export function provideBinaries(account: ServerAccount): Binaries {
  const found = findEmbeddedPackage();
  const usableInPlace = !account.borrowed && isComplete(found.root);
  return binariesIn(usableInPlace ? found.root : copyToCache(found));
}

export function binariesIn(root: string): Binaries {
  const program = (name: string) =>
    join(root, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/** Whether a package runs where npm unpacked it. */
export function isComplete(root: string): boolean {
  const { initdb, postgres, pgCtl } = binariesIn(root);
  const linked = packagedLinks(root).every(({ target }) => existsSync(join(root, target)));
  return linked && [initdb, postgres, pgCtl].every(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
