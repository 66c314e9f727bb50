import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

const { version, scripts = {} } = manifestOf('.');
const NEXT = '98.7.65';

describe('The page about releases', () => {
  const spans = [...readFileSync('docs/releasing.md', 'utf8').matchAll(/`([^`\n]+)`/g)].map(
    ([, span = '']) => span,
  );

  it('names scripts and files that exist', () => {
    const npmScripts = spans.flatMap((span) => /^npm run (\S+)/.exec(span)?.[1] ?? []);
    const files = spans.flatMap((span) => /^(?:node )?([\w.-]+\/[\w./-]+)(?: |$)/.exec(span)?.[1] ?? []);

    expect(npmScripts.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    expect(files).toContain('.ci/set-version.mjs');
    expect(files.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names every package that is published', () => {
    const published = readdirSync('libs')
      .map((name) => manifestOf(`libs/${name}`))
      .filter((manifest) => manifest.private !== true);

    expect(spans).toEqual(expect.arrayContaining(published.map(({ name }) => name)));
  });
});

describe('The command that sets the version', () => {
  it('sets it wherever a file names it, and changes nothing else', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'release-'));
    onTestFinished(() => rm(copy, { recursive: true }));
    const naming = sources().filter((path) => isNamedIn(readFileSync(path, 'utf8')));
    for (const path of naming) await cp(path, join(copy, path));

    await run(process.execPath, [resolve('.ci/set-version.mjs'), NEXT], { cwd: copy });

    expect(naming.length).toBeGreaterThan(10);
    const wrong = naming.filter((path) => {
      const text = readFileSync(join(copy, path), 'utf8');
      return isNamedIn(text) || text.replaceAll(NEXT, version) !== readFileSync(path, 'utf8');
    });
    expect(wrong).toEqual([]);
  });

  function sources(): string[] {
    const below = ['libs', 'apps', 'examples'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    );
    return ['package.json', ...below].filter(
      (path) => /\.(ts|mjs|json)$/.test(path) && !/[\\/](node_modules|dist)[\\/]/.test(path),
    );
  }

  function isNamedIn(text: string): boolean {
    return [`"${version}"`, `"^${version}"`, `'${version}'`, `/${version}'`].some((form) =>
      text.includes(form),
    );
  }
});
