import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { copyToCache } from './binaries-cache.js';
import { type EmbeddedPackage, findEmbeddedPackage } from './embedded-package.js';
import type { ServerAccount } from './privileges.js';

/** A symbolic link that an npm archive cannot carry; both paths are relative to the package. */
export interface PackagedLink {
  readonly source: string;
  readonly target: string;
}

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
  const links = packagedLinks(found.root);
  if (!account.borrowed && isComplete(found, links)) return binariesIn(found.root);
  return binariesIn(copyToCache(found, links));
}

/** The links that the package's install script would make. */
export function packagedLinks(root: string): PackagedLink[] {
  const list = join(root, 'native', 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as PackagedLink[]) : [];
}

export function binariesIn(root: string): Binaries {
  const program = (name: string) =>
    join(root, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

function isComplete(found: EmbeddedPackage, links: readonly PackagedLink[]): boolean {
  const programs = Object.values(binariesIn(found.root)) as string[];
  return programs.every(isExecutable) && links.every(({ target }) => existsSync(join(found.root, target)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
