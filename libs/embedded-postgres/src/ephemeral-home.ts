import { randomUUID } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { dataHomeIn } from './data-home.js';
import { hasIdleLaunchLock } from './launch-lock.js';
import { ownAccount, serverAccount } from './privileges.js';
import { removeDataHome } from './reclaim.js';
import { clearStaleServer } from './stale-server.js';
import { stateDirectory } from './system-directories.js';

const PREFIX = 'embedded-postgres-';
const NAME = /^embedded-postgres-[0-9a-f]{8}-[0-9a-f-]{27}(-[0-9a-f]{16})?$/;

/** A place for data that is thrown away. */
export function newEphemeralDirectory(): string {
  return join(tmpdir(), `${PREFIX}${randomUUID()}`);
}

/** Removes what earlier ephemeral servers left whose guardian was killed, and stops those that still run. */
export async function sweepEphemeralHomes(folders = [tmpdir(), stateDirectory()]): Promise<void> {
  for (const folder of folders) {
    for (const name of namesIn(folder).filter((name) => NAME.test(name))) {
      // What cannot be removed now may be next time; a sweep must not fail the launch that does it.
      await sweep(join(folder, name)).catch(() => undefined);
    }
  }
}

async function sweep(directory: string): Promise<void> {
  const stats = lstatSync(directory);
  if (!stats.isDirectory() || stats.uid !== ownAccount().uid || !hasIdleLaunchLock(directory)) return;
  const home = dataHomeIn(directory);
  await clearStaleServer(home.cluster, serverAccount().uid);
  removeDataHome(home);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
