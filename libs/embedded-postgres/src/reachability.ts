import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import type { Account } from './privileges.js';

interface Ownership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Whether the permission bits let that account pass through the folder. */
export function mayPass(folder: Ownership, account: Account): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

/** Every folder from the root down to and including the path. */
export function lineage(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...lineage(parent), path];
}

/** The path with the symbolic links of its existing part resolved; the rest need not exist yet. */
export function physicalPath(path: string): string {
  const existing = lineage(path).findLast(
    (folder) => statSync(folder, { throwIfNoEntry: false }) !== undefined,
  );
  if (existing === undefined) return path;
  return join(realpathSync(existing), relative(existing, path));
}

/** The first existing folder on the way to the path which that account cannot pass, if any. */
export function barrierFor(path: string, account: Account): string | undefined {
  return lineage(path).find((folder) => {
    const stats = statSync(folder, { throwIfNoEntry: false });
    return stats !== undefined && !mayPass(stats, account);
  });
}

/**
 * The first part of the path that a stranger put into a folder where everybody may write (such as /tmp), if any:
 * a symbolic link or folder made there in advance would lead our files to a place of the stranger's choice.
 */
export function squattedPart(path: string, self: Account): string | undefined {
  return lineage(path).find((part) => {
    const parent = statSync(dirname(part), { throwIfNoEntry: false });
    const entry = lstatSync(part, { throwIfNoEntry: false });
    if (parent === undefined || entry === undefined) return false;
    return (parent.mode & 0o002) !== 0 && entry.uid !== self.uid && entry.uid !== 0;
  });
}
