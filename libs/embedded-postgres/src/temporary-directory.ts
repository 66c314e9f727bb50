import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { isTaken } from './process-table.js';

/** Creates a private directory whose name holds the id of this process, by which it is found after a kill. */
export function createTemporaryDirectory(parent: string, prefix: string): string {
  return mkdtempSync(join(parent, `${prefix}-${process.pid}-`));
}

/** What killed processes left of {@link createTemporaryDirectory}, and files beside it that share its name. */
export function abandonedPaths(parent: string, prefix: string): string[] {
  const pattern = new RegExp(`^${prefix}-(\\d+)-\\w{6}(\\.\\w+)?$`);
  return readdirSync(parent)
    .filter((name) => {
      const [, pid] = pattern.exec(name) ?? [];
      return pid !== undefined && !isTaken(Number(pid));
    })
    .map((name) => join(parent, name));
}

/** Gives a finished temporary directory its final name, or removes it when another process was first. */
export function moveInto(draft: string, final: string): void {
  try {
    renameSync(draft, final);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    remove(draft);
  }
}

/** Removes a file, or a directory in which a killed process's child may still be writing. */
export function remove(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}
