import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface IsBuilt {
  isBuilt(root: string): boolean;
  markBuilt(root: string, startedAt: Date): void;
}

const MODULE = new URL('../is-built.mjs', import.meta.url).href;

describe('npm start', () => {
  let root: string;
  let isBuilt: IsBuilt['isBuilt'];
  let markBuilt: IsBuilt['markBuilt'];

  beforeEach(async () => {
    ({ isBuilt, markBuilt } = (await import(MODULE)) as IsBuilt);
    root = mkdtempSync(join(tmpdir(), 'is-built-'));
    for (const project of ['libs/one', 'apps/two']) {
      touch(`${project}/package.json`, 10);
      touch(`${project}/tsconfig.build.json`, 10);
      touch(`${project}/src/deep/file.ts`, 10);
      touch(`${project}/browser/view.ts`, 10);
      for (const folder of ['src/deep', 'src', 'browser']) utimesSync(join(root, project, folder), 10, 10);
      touch(`${project}/dist/.tsbuildinfo`, 20);
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function touch(path: string, seconds: number): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
    utimesSync(join(root, path), seconds, seconds);
  }

  it('does not build what was built after its sources', () => {
    expect(isBuilt(root)).toBe(true);
  });

  it.each([
    'libs/one/src/deep/file.ts',
    'libs/one/browser/view.ts',
    'libs/one/tsconfig.browser.json',
    'apps/two/package.json',
    'node_modules/.package-lock.json',
  ])('builds after a change of %s, and then no more', (path) => {
    touch(path, 30);
    expect(isBuilt(root)).toBe(false);

    markBuilt(root, new Date(30_000));
    expect(isBuilt(root)).toBe(true);
  });

  it('builds what has changed during the build', () => {
    touch('libs/one/src/deep/file.ts', 30);
    markBuilt(root, new Date(29_000));
    expect(isBuilt(root)).toBe(false);
  });

  it.each(['src', 'browser'])('builds after a file was deleted in %s', (folder) => {
    touch(`libs/one/${folder}/other.ts`, 10);
    utimesSync(join(root, 'libs/one', folder), 10, 10);
    expect(isBuilt(root)).toBe(true);

    rmSync(join(root, 'libs/one', folder, 'other.ts'));
    expect(isBuilt(root)).toBe(false);
  });

  it('needs no scripts of pages in a project', () => {
    rmSync(join(root, 'apps/two/browser'), { recursive: true });
    expect(isBuilt(root)).toBe(true);
  });

  it('builds what has not been built', () => {
    rmSync(join(root, 'apps/two/dist'), { recursive: true });
    expect(isBuilt(root)).toBe(false);
  });
});
