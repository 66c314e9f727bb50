import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

import { serverAccount } from './account.js';
import { ALTERNATIVE, EmbeddedPostgresError } from './embedded-postgres.error.js';
import { abandonedPaths, createTemporaryDirectory, moveInto, remove } from './temporary-directory.js';

/** A symbolic link that the package's install script creates, because an npm archive cannot hold it. */
interface PackagedLink {
  readonly source: string;
  readonly target: string;
}

/**
 * The directory of PostgreSQL's programs: the package's own where that works, otherwise that of a copy. Root needs the
 * copy because the server's account may be unable to reach node_modules; every user needs it when npm did not run the
 * package's install script.
 */
export function findPrograms(root = packageRoot(), cache = cacheDirectory()): string {
  const isUsable =
    serverAccount() === undefined &&
    packagedLinks(root).every(({ target }) => fs.existsSync(join(root, target)));
  return join(isUsable ? root : copyOnce(root, cache), 'native', 'bin');
}

/** @throws {EmbeddedPostgresError} when the package for this platform is not installed */
export function packageRoot(platform: string = process.platform): string {
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The package ${name} is not installed: run "npm install" without --omit=optional, or, when there is no such package, ${ALTERNATIVE}.`,
      { cause },
    );
  }
}

function cacheDirectory(): string {
  const own = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  // Root's must be open to the server's account.
  return join(serverAccount() === undefined ? own : '/var/cache', 'id-verification-embedded-postgres');
}

/** Copies the package once for each version. The copy gets its name when it is whole. */
function copyOnce(root: string, cache: string): string {
  const { version } = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const name = `${basename(root)}-${version}`;
  const copy = join(cache, name);
  if (fs.existsSync(copy)) return copy;
  fs.mkdirSync(cache, { recursive: true, mode: 0o755 });
  // Whatever root's umask is, the server's account must be able to pass.
  if (serverAccount() !== undefined) fs.chmodSync(cache, 0o755);
  abandonedPaths(cache, name).forEach(remove);
  const draft = createTemporaryDirectory(cache, name);
  fs.cpSync(join(root, 'native'), join(draft, 'native'), {
    recursive: true,
    mode: fs.constants.COPYFILE_FICLONE,
    filter: (source) => !fs.lstatSync(source).isSymbolicLink(),
  });
  for (const path of ['', ...fs.readdirSync(draft, { recursive: true, encoding: 'utf8' })]) {
    fs.chmodSync(join(draft, path), 0o755);
  }
  for (const { source, target } of packagedLinks(root)) {
    fs.symlinkSync(relative(dirname(target), source), join(draft, target));
  }
  moveInto(draft, copy);
  return copy;
}

function packagedLinks(root: string): PackagedLink[] {
  const list = join(root, 'native', 'pg-symlinks.json');
  return fs.existsSync(list) ? (JSON.parse(fs.readFileSync(list, 'utf8')) as PackagedLink[]) : [];
}
