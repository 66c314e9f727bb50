import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Locks of this process: its own id in a lock file may also be that of a killed process, as in a container. */
const held = new Set<string>();

/**
 * Keeps a second process from a state file, by a lock file with the process id beside it. The lock of a killed process
 * is taken over.
 */
export class StateFileLock {
  private constructor(private readonly path: string) {}

  /** @throws Error when another emulator has the file. */
  static acquire(stateFile: string): StateFileLock {
    const path = `${stateFile}.lock`;
    // Exclusive creation; the second attempt is for a lock that was left behind.
    if (!create(path)) {
      const owner = ownerOf(path);
      if (owner !== undefined && isRunning(owner, path)) {
        throw new Error(
          `${stateFile} is in use by the emulator with process id ${owner}: stop it, choose another state file, or remove ${path} if that process is no emulator`,
        );
      }
      rmSync(path, { force: true });
      if (!create(path)) throw new Error(`${stateFile} is in use by an emulator that is starting`);
    }
    held.add(path);
    return new StateFileLock(path);
  }

  release(): void {
    held.delete(this.path);
    rmSync(this.path, { force: true });
  }
}

function create(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined for a lock that was released meanwhile, or that a full disk left empty. */
function ownerOf(path: string): number | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
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
