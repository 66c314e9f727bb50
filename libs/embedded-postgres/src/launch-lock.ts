import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { identify, isRunning, type ProcessIdentity } from './process-table.js';

const PREFIX = 'launch.lock.';
const POLL_MS = 50;
/** How long the guardian of an application that is gone may take to shut its server down. */
const FAREWELL_MS = 20_000;

interface Holder {
  readonly application: ProcessIdentity;
  readonly guardian: ProcessIdentity;
}

export interface LaunchLock {
  release(): void;
}

/**
 * Makes this guardian the only one of a data directory, until it releases or dies.
 *
 * When nobody holds a lock, one who wants it makes the file with the next higher number, which only one can (`link` is
 * atomic), and then looks once more, because its list of files may have been outdated. A holder removes only files
 * lower than its own, so that nobody ever takes a fresh lock for the stale one that it read before.
 *
 * @throws {EmbeddedPostgresError} `data_directory_in_use`, naming the process
 */
export async function acquireLaunchLock(directory: string, application: number): Promise<LaunchLock> {
  const deadline = Date.now() + FAREWELL_MS;
  for (;;) {
    const numbers = lockNumbers(directory);
    const holder = numbers.map((number) => liveHolder(lockPath(directory, number))).find(Boolean);
    const lock = holder === undefined ? tryNext(directory, application, numbers) : undefined;
    if (lock !== undefined) return lock;
    if (holder !== undefined && (isRunning(holder.application) || Date.now() > deadline)) {
      throw inUse(directory, holder);
    }
    await setTimeout(POLL_MS);
  }
}

/** Whether there has been a holder, and there is none any more. False for a folder that is only being made. */
export function hasIdleLaunchLock(directory: string): boolean {
  const numbers = lockNumbers(directory);
  return (
    numbers.length > 0 && numbers.every((number) => liveHolder(lockPath(directory, number)) === undefined)
  );
}

function tryNext(directory: string, application: number, numbers: readonly number[]): LaunchLock | undefined {
  const mine = Math.max(0, ...numbers) + 1;
  const path = lockPath(directory, mine);
  if (!create(directory, path, { application: identify(application), guardian: identify(process.pid) })) {
    return undefined;
  }
  const others = lockNumbers(directory).filter((number) => number !== mine);
  if (others.some((number) => liveHolder(lockPath(directory, number)) !== undefined)) {
    rmSync(path, { force: true });
    return undefined;
  }
  for (const number of others) if (number < mine) rmSync(lockPath(directory, number), { force: true });
  return { release: () => writeFileSync(path, '') };
}

/** Makes the file in one step with its content, so that nobody reads half of it. */
function create(directory: string, path: string, holder: Holder): boolean {
  const draft = join(directory, `draft.${randomBytes(6).toString('hex')}`);
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

function lockPath(directory: string, number: number): string {
  return join(directory, `${PREFIX}${number}`);
}

function lockNumbers(directory: string): number[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => Number(name.slice(PREFIX.length)));
}

function liveHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder;
    return isRunning(holder.guardian) ? holder : undefined;
  } catch {
    // Released (empty), removed meanwhile, or cut short by a power failure: nobody holds it.
    return undefined;
  }
}

function inUse(directory: string, { application, guardian }: Holder): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'data_directory_in_use',
    `The database in ${directory} is in use by process ${application.pid} (its guardian is ${guardian.pid}). ` +
      'Stop that one first, or choose another data directory.',
  );
}
