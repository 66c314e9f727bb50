import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { serverAccount } from './account.js';
import { findPrograms, packageRoot } from './programs.js';
import { scratchDirectory } from './scratch.fixture.js';

describe('findPrograms', () => {
  it('copies the package once when its install script did not run, for every user to run and none to change', () => {
    const scratch = scratchDirectory();
    onTestFinished(scratch.remove);
    const root = join(scratch.path, 'package');
    cpSync(packageRoot(), root, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() });
    chmodSync(join(root, 'native'), 0o700);
    const cache = join(scratch.path, 'cache');
    // As root with a strict umask creates it.
    mkdirSync(cache, { mode: 0o700 });

    const programs = findPrograms(root, cache);

    expect(execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' })).toContain(
      'PostgreSQL',
    );
    const copy = dirname(dirname(programs));
    const modes = readdirSync(copy, { recursive: true, encoding: 'utf8' }).map(
      (name) => statSync(join(copy, name)).mode & 0o777,
    );
    expect(new Set(modes)).toEqual(new Set([0o755]));
    expect(statSync(cache).mode & 0o777).toBe(serverAccount() === undefined ? 0o700 : 0o755);
    const { ino } = statSync(copy);
    expect(findPrograms(root, cache)).toBe(programs);
    expect(statSync(copy).ino).toBe(ino);
    expect(readdirSync(cache)).toHaveLength(1);
    expect(existsSync(join(root, 'native', 'lib', 'libpq.so.5'))).toBe(false);
  });
});
