import { lchownSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { DataHome } from './data-home.js';
import { ownAccount } from './privileges.js';

const OUR_NAMES = /^(data|password|server(\.previous)?\.log|(launch\.lock|draft|initialising)\..+)$/;

/**
 * Removes a folder or file that may belong to the lent uid. It is taken back first, so that no other process of that
 * uid can exchange names in it while root deletes what they lead to.
 */
export function removeReclaimed(path: string): void {
  const { uid, gid } = ownAccount();
  if (uid === 0 && lstatSync(path, { throwIfNoEntry: false }) !== undefined) lchownSync(path, uid, gid);
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes a server's data and everything else that this package put beside it, and nothing more. */
export function removeDataHome({ directory }: DataHome): void {
  const names = readdirSync(directory);
  for (const name of names.filter((name) => OUR_NAMES.test(name))) removeReclaimed(join(directory, name));
  if (names.every((name) => OUR_NAMES.test(name))) rmdirSync(directory);
}
