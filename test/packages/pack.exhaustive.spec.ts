import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

async function outputOf(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args);
  return stdout.trim();
}

interface PackedFile {
  readonly path: string;
}

interface Manifest {
  readonly [field: string]: unknown;
  readonly main: string;
  readonly types: string;
  readonly bin?: Record<string, string>;
  readonly schematics?: string;
  readonly exports: Record<string, string | { types: string; default: string }>;
  readonly peerDependencies?: Record<string, string>;
}

/** Of `npm pack`, without making the package. */
async function packedPaths(root: string): Promise<readonly string[]> {
  const output = await outputOf('npm', 'pack', '--dry-run', '--json', `--workspace=${root}`);
  const packed = Object.values(JSON.parse(output) as Record<string, { files: PackedFile[] }>)[0];
  return packed?.files.map(({ path }) => path) ?? [];
}

const EXPECTED_ROOT = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];

/** What each package is for, and what it contains beside its documents. */
const PACKAGES = {
  'id-verification': { main: 'IdVerificationModule', folders: ['bin', 'dist', 'schematics'] },
  'id-verification-http': { main: 'ProblemsModule', folders: ['dist'] },
  'id-verification-console': { main: 'IdVerificationConsoleModule', folders: ['dist', 'public'] },
  'cloudauth-emulator': { main: 'CloudauthEmulator', folders: ['bin', 'dist'] },
};

describe.each(Object.entries(PACKAGES))('The package of libs/%s', (folder, { main, folders }) => {
  const root = `libs/${folder}`;
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as Manifest;
  let paths: readonly string[];

  beforeAll(async () => {
    paths = await packedPaths(root);
  });

  it('contains its documents, built code and commands, and nothing else', () => {
    expect(paths.filter((path) => !path.includes('/')).sort()).toEqual(EXPECTED_ROOT);
    expect(new Set(paths.filter((path) => path.includes('/')).map((path) => path.split('/')[0]))).toEqual(
      new Set(folders),
    );
    expect(paths.filter((path) => /tsbuildinfo|\.(spec|fixture)\./.test(path))).toEqual([]);
  });

  it('contains every file that its manifest names', () => {
    const exported = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    );
    const named = [manifest.main, manifest.types, ...Object.values(manifest.bin ?? {}), ...exported];
    if (manifest.schematics !== undefined) named.push(manifest.schematics);
    for (const path of named) expect(paths).toContain(path.replace(/^\.\//, ''));
  });

  it('describes itself on its npm page', () => {
    expect(manifest).toMatchObject({
      license: 'MIT',
      author: expect.any(String),
      homepage: expect.any(String),
      bugs: { url: expect.any(String) },
      repository: { type: 'git', directory: root },
      keywords: expect.arrayContaining(['alibaba-cloud']),
      publishConfig: { access: 'public', provenance: true },
    });
  });

  it('has commands that run from the workspace', async () => {
    for (const command of Object.values(manifest.bin ?? {})) {
      expect(await outputOf('node', `${root}/${command}`, '--help')).toContain('--');
    }
  });

  it('loads with require and with import', async () => {
    const name = String(manifest['name']);
    const required = await outputOf('node', '-p', `typeof require('${name}').${main}`);
    const program = `import { ${main} } from '${name}'; process.stdout.write(typeof ${main});`;
    const imported = await outputOf('node', '--input-type=module', '-e', program);
    expect([required, imported]).toEqual(['function', 'function']);
  });
});

it('contains the script of each browser module, and none of a module that is gone', async () => {
  const root = 'libs/id-verification-console';
  const scripts = readdirSync(`${root}/browser`).map((name) => `dist/browser/${name.replace(/ts$/, 'js')}`);
  const paths = await packedPaths(root);

  expect(scripts).toContain('dist/browser/verify.js');
  expect(paths.filter((path) => path.startsWith('dist/browser/')).sort()).toEqual(scripts.sort());
});

it('demands the peers that it loads, and no other', () => {
  const { peerDependencies } = JSON.parse(
    readFileSync('libs/id-verification/package.json', 'utf8'),
  ) as Manifest;
  expect(peerDependencies).toHaveProperty('pg');
  expect(peerDependencies).not.toHaveProperty('class-transformer');
});
