import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Packs libraries of this workspace as they would be published. Returns the paths of the tarballs. */
export async function packLibraries(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const workspaces = names.map((name) => `--workspace=${name}`);
  await run('npm', ['pack', '--pack-destination', folder, ...workspaces]);
  const files = await readdir(folder);
  return files.filter((name) => name.endsWith('.tgz')).map((name) => join(folder, name));
}
