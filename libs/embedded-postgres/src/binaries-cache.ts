import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import type { PackagedLink } from './binaries.js';
import { cacheDirectory } from './system-directories.js';
import type { EmbeddedPackage } from './embedded-package.js';
import { ensureOwnDirectory } from './own-directory.js';
import { ownAccount } from './privileges.js';

/** What a server does not read: static libraries, and pkg-config's files. */
const LEFT_BEHIND = /\.a$|[\\/]pkgconfig[\\/]/;

/**
 * Copies the package's programs to the cache, once per version, and gives the copy's root. A copy is used again
 * only when it is whole and nobody else could have changed it.
 */
export function copyToCache(
  found: EmbeddedPackage,
  links: readonly PackagedLink[],
  cache: string = cacheDirectory(),
): string {
  ensureOwnDirectory(cache, 0o755);
  const files = packagedFiles(found.root);
  const copy = join(cache, `${basename(found.name)}-${found.version}`);
  if (isSound(copy, found.root, files, links)) return copy;

  const draft = `${copy}.${randomBytes(6).toString('hex')}`;
  mkdirSync(draft);
  try {
    fill(draft, found.root, files, links);
    rmSync(copy, { recursive: true, force: true });
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another launch may have put the same copy there while this one was made.
    if (!isSound(copy, found.root, files, links)) throw error;
  }
  return copy;
}

function packagedFiles(root: string): string[] {
  return readdirSync(join(root, 'native'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !LEFT_BEHIND.test(file));
}

function fill(draft: string, root: string, files: readonly string[], links: readonly PackagedLink[]): void {
  for (const file of files) {
    const target = join(draft, file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, file), target);
    chmodSync(target, basename(dirname(file)) === 'bin' ? 0o755 : 0o644);
  }
  for (const { source, target } of links) {
    symlinkSync(relative(dirname(target), source), join(draft, target));
  }
  for (const folder of foldersOf(draft)) chmodSync(folder, 0o755);
}

function foldersOf(root: string): string[] {
  const below = readdirSync(root, { recursive: true, withFileTypes: true });
  return [
    root,
    ...below.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name)),
  ];
}

function isSound(
  copy: string,
  root: string,
  files: readonly string[],
  links: readonly PackagedLink[],
): boolean {
  return (
    lstatSync(copy, { throwIfNoEntry: false })?.isDirectory() === true &&
    foldersOf(copy).every((folder) => isOnlyOurs(folder)) &&
    files.every((file) => isOnlyOurs(join(copy, file), lstatSync(join(root, file)).size)) &&
    links.every(
      ({ target }) => lstatSync(join(copy, target), { throwIfNoEntry: false })?.isSymbolicLink() === true,
    )
  );
}

function isOnlyOurs(path: string, size?: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isSymbolicLink()) return false;
  const { uid } = ownAccount();
  const owned = uid < 0 || (stats.uid === uid && (stats.mode & 0o022) === 0);
  return owned && (size === undefined || stats.size === size);
}
