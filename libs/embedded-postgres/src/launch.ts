import { provideBinaries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { prepareDataHome } from './data-home.js';
import { databaseUrl, ensureDatabase } from './database.js';
import type { LaunchRequest } from './guardian-messages.js';
import { acquireLaunchLock } from './launch-lock.js';
import { passwordOf } from './password.js';
import { serverAccount } from './privileges.js';
import type { ProcessIdentity } from './process-table.js';
import { removeDataHome } from './reclaim.js';
import type { Server } from './server.js';
import { serverLogTail } from './server-log.js';
import { startReadyServer } from './server-start.js';
import { clearStaleServer } from './stale-server.js';

export interface LaunchedDatabase {
  readonly url: string;
  readonly version: string;
  readonly server: ProcessIdentity;
  /** Settles when the server ends, and says how. */
  readonly ended: Promise<string>;
  /** The end of the server's log, without the password. */
  logTail(): string;
  stop(): Promise<void>;
}

/** Brings up a database from nothing, or from whatever an earlier launch left. An abort ends it between its steps. */
export async function launch(request: LaunchRequest, signal: AbortSignal): Promise<LaunchedDatabase> {
  const account = serverAccount();
  const binaries = provideBinaries(account);
  const home = prepareDataHome(request.dataDirectory, account, request.ephemeral);
  const lock = await acquireLaunchLock(home.directory, request.application);
  let server: Server | undefined;
  const stop = async () => {
    await server?.stop();
    if (request.ephemeral) removeDataHome(home);
    else lock.release();
  };
  try {
    await clearStaleServer(home.cluster, account.uid);
    signal.throwIfAborted();
    const password = passwordOf(home);
    await ensureCluster({ home, binaries, account, password, ephemeral: request.ephemeral });
    signal.throwIfAborted();
    const started = await startReadyServer({ home, binaries, account }, request, password, signal);
    server = started.server;
    const version = await ensureDatabase(started.port, password, request.database);
    return {
      url: databaseUrl(started.port, password, request.database),
      version,
      server: server.identity,
      ended: server.ended,
      logTail: () => serverLogTail(home.log, password),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
