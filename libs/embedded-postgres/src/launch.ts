import { chownSync, rmSync } from 'node:fs';

import { provideBinaries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { type DataHome, prepareDataHome } from './data-home.js';
import { databaseUrl, ensureDatabase } from './database.js';
import type { LaunchRequest } from './guardian-messages.js';
import { acquireLaunchLock } from './launch-lock.js';
import { passwordOf } from './password.js';
import { ownAccount, type ServerAccount, serverAccount } from './privileges.js';
import type { Server } from './server.js';
import { serverLogTail } from './server-log.js';
import { startReadyServer } from './server-start.js';
import { clearStaleServer } from './stale-server.js';

export interface LaunchedDatabase {
  readonly url: string;
  readonly version: string;
  readonly ended: Promise<void>;
  /** The end of the server's log, without the password. */
  logTail(): string;
  stop(): Promise<void>;
}

/** Brings up a database from nothing, or from whatever an earlier launch left. An abort stops it half-way. */
export async function launch(request: LaunchRequest, signal: AbortSignal): Promise<LaunchedDatabase> {
  const account = serverAccount();
  const binaries = provideBinaries(account);
  const home = prepareDataHome(request.dataDirectory, account, request.ephemeral);
  const lock = await acquireLaunchLock(home.directory, request.application);
  let server: Server | undefined;
  const stop = async () => {
    await server?.stop();
    lock.release();
    if (request.ephemeral) removeHome(home, account);
  };
  try {
    await clearStaleServer(home.cluster, account.uid);
    signal.throwIfAborted();
    const password = passwordOf(home);
    await ensureCluster({ home, binaries, account, password, ephemeral: request.ephemeral, signal });
    const started = await startReadyServer({ home, binaries, account }, request, password, signal);
    server = started.server;
    const version = await ensureDatabase(started.port, password, request.database);
    const url = databaseUrl(started.port, password, request.database);
    return { url, version, ended: server.ended, logTail: () => serverLogTail(home.log, password), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function removeHome(home: DataHome, account: ServerAccount): void {
  // Taken back first, so that no other process of the lent uid can exchange names while root deletes.
  const self = ownAccount();
  if (account.borrowed) chownSync(home.cluster, self.uid, self.gid);
  rmSync(home.directory, { recursive: true, force: true });
}
