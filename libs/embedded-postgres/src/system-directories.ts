import { accessSync, constants } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { ownAccount } from './privileges.js';

const NAME = 'id-verification-embedded-postgres';

/** Where copies of the programs are kept: for root where every uid can read, for others among their own files. */
export function cacheDirectory(): string {
  const { uid } = ownAccount();
  if (uid === 0) return join(isWritable('/var/cache') ? '/var/cache' : '/var/tmp', NAME);
  const own = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return isWritable(own) || isWritable(dirname(own)) ? join(own, NAME) : join(tmpdir(), `${NAME}-${uid}`);
}

/** Where root keeps data which the server's uid could not reach in the wanted place. */
export function stateDirectory(): string {
  return join(isWritable('/var/lib') ? '/var/lib' : '/var/tmp', NAME);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
