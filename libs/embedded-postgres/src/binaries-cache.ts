import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { copyPrograms, isWholeCopy } from './binaries-copy.js';
import type { EmbeddedPackage } from './embedded-package.js';
import { ensureOwnDirectory } from './own-directory.js';
import { cacheDirectory } from './system-directories.js';

/** Longer than any copy takes, so that only those of a killed launch are that old. */
const ABANDONED_AFTER_MS = 3_600_000;

/**
 * Copies the package's programs to the cache, once per version, and gives the copy's root. A copy is used again
 * only when it is whole and nobody else could have changed it.
 */
export function copyToCache(found: EmbeddedPackage, cache: string = cacheDirectory()): string {
  ensureOwnDirectory(cache, 0o755);
  const copy = join(cache, `${basename(found.name)}-${found.version}`);
  if (isWholeCopy(copy, found.root)) return copy;

  removeAbandonedDrafts(cache);
  const draft = `${copy}.draft-${randomBytes(6).toString('hex')}`;
  mkdirSync(draft, { mode: 0o700 });
  try {
    copyPrograms(found.root, draft);
    // Another launch may have put the same copy there meanwhile, and be running it already.
    if (!isWholeCopy(copy, found.root)) replace(copy, draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}

function replace(copy: string, draft: string): void {
  rmSync(copy, { recursive: true, force: true });
  renameSync(draft, copy);
}

function removeAbandonedDrafts(cache: string): void {
  for (const name of readdirSync(cache).filter((name) => name.includes('.draft-'))) {
    const draft = join(cache, name);
    const stats = lstatSync(draft, { throwIfNoEntry: false });
    if (stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS) {
      rmSync(draft, { recursive: true, force: true });
    }
  }
}
