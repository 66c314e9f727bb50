import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A symbolic link, which an npm archive cannot carry; both paths are relative to the package. */
export interface PackagedLink {
  readonly source: string;
  readonly target: string;
}

/** The links that the package's install script would make, had it been allowed to run. */
export function packagedLinks(root: string): PackagedLink[] {
  const list = join(root, 'native', 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as PackagedLink[]) : [];
}
