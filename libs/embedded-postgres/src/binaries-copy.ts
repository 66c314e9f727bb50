import { chmodSync, constants, copyFileSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import { packagedLinks } from './packaged-links.js';
import { ownAccount } from './privileges.js';

/** What a server does not read: static libraries, and pkg-config's files. */
const LEFT_BEHIND = /\.a$|[\\/]pkgconfig[\\/]/;

/** Copies a package's programs, with the executable bits and symbolic links that its install script would make. */
export function copyPrograms(root: string, copy: string): void {
  for (const file of packagedFiles(root)) {
    const target = join(copy, file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, file), target, constants.COPYFILE_FICLONE);
    chmodSync(target, basename(dirname(file)) === 'bin' ? 0o755 : 0o644);
  }
  for (const { source, target } of packagedLinks(root)) {
    symlinkSync(relative(dirname(target), source), join(copy, target));
  }
  for (const folder of foldersOf(copy)) chmodSync(folder, 0o755);
}

/** Whether the copy has all of the package's programs and is nobody's but ours to change. */
export function isWholeCopy(copy: string, root: string): boolean {
  return (
    lstatSync(copy, { throwIfNoEntry: false })?.isDirectory() === true &&
    foldersOf(copy).every((folder) => isOnlyOurs(folder)) &&
    packagedFiles(root).every((file) => isOnlyOurs(join(copy, file), lstatSync(join(root, file)).size)) &&
    packagedLinks(root).every(({ target }) => isLink(join(copy, target)))
  );
}

function packagedFiles(root: string): string[] {
  return readdirSync(join(root, 'native'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !LEFT_BEHIND.test(file));
}

function foldersOf(root: string): string[] {
  const folders = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  return [root, ...folders];
}

function isOnlyOurs(path: string, size?: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isSymbolicLink()) return false;
  const { uid } = ownAccount();
  const ours = uid < 0 || (stats.uid === uid && (stats.mode & 0o022) === 0);
  return ours && (size === undefined || stats.size === size);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
