import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Locks of this process: its own id in a lock file may also be that of a killed process, as in a container. */
const held = new Set<string>();

/**
 * Keeps a second process of this machine from a state file, by a lock file with the process id beside it. The lock of a
 * killed process is taken over.
 */
export class StateFileLock {
  private constructor(private readonly path: string) {}

  /** @throws Error when another emulator has the file. */
  static acquire(stateFile: string): StateFileLock {
    const path = `${stateFile}.lock`;
    if (!acquired(path)) {
      const owner = ownerOf(path);
      throw new Error(
        owner === undefined
          ? `${stateFile} is in use by an emulator that is starting`
          : `${stateFile} is in use by the emulator with process id ${owner}: stop it, choose another state file, or remove ${path} if that process is no emulator`,
      );
    }
    held.add(path);
    return new StateFileLock(path);
  }

  release(): void {
    held.delete(this.path);
    rmSync(this.path, { force: true });
  }
}

/**
 * Whether this process has the lock file now. Who removes a lock that was left behind must know that it is still that
 * one, and not the lock of a process that was faster: so only one at a time looks and removes, the owner of a second lock
 * of the same kind.
 */
function acquired(path: string): boolean {
  if (create(path)) return true;
  if (!isLeftBehind(path)) return create(path);
  const takeover = `${path}.takeover`;
  if (!acquired(takeover)) return false;
  try {
    if (isLeftBehind(path)) rmSync(path);
  } finally {
    rmSync(takeover);
  }
  return create(path);
}

/** Creates the lock file together with its content, so that no process reads it before it names its owner. */
function create(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, String(process.pid), { mode: 0o600 });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether there is a lock file without an owner. */
function isLeftBehind(path: string): boolean {
  const text = contentOf(path);
  if (text === undefined) return false;
  const owner = processIdIn(text);
  return owner === undefined || !isRunning(owner, path);
}

function ownerOf(path: string): number | undefined {
  return processIdIn(contentOf(path) ?? '');
}

/** Undefined for a lock that was released meanwhile. */
function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for what is no lock of an emulator. */
function processIdIn(text: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

function isRunning(pid: number, path: string): boolean {
  if (pid === process.pid) return held.has(path);
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process of another user.
    return codeOf(error) !== 'ESRCH';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
