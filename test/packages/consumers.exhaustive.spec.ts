import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database/test-database.js';
import { freePort } from '../support/http/free-port.js';
import { packLibraries } from '../support/packages/pack-libraries.js';

const execute = promisify(execFile);

/** Every two of their values meet in at least one of the runs. */
const RUNS = [
  { node: '20', nest: '12', typeorm: '1.1', adapter: 'express' },
  { node: '20', nest: '11', typeorm: '0.3.20', adapter: 'fastify' },
  { node: '22', nest: '12', typeorm: '0.3.20', adapter: 'fastify' },
  { node: '22', nest: '11', typeorm: '1.1', adapter: 'express' },
  { node: '24', nest: '12', typeorm: '1.1', adapter: 'fastify' },
  { node: '24', nest: '11', typeorm: '0.3.20', adapter: 'express' },
  { node: '26', nest: '12', typeorm: '0.3.20', adapter: 'express' },
  { node: '26', nest: '11', typeorm: '1.1', adapter: 'fastify' },
] as const;

const NODES = ['20', '22', '24', '26'] as const;
const NESTS = ['11', '12'] as const;
const NPM_INSTALL = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];

/** How a compiler of the line that `nest new` installs resolves modules. */
const RESOLUTIONS = {
  node10: ['commonjs', 'node10', '--resolvePackageJsonExports', 'null'],
  node16: ['node16', 'node16'],
  nodenext: ['nodenext', 'nodenext'],
  bundler: ['esnext', 'bundler'],
} as const;

let folder: string;
let tarballs: readonly string[];

/** Runs a program. Its output is part of the error if it fails. */
async function run(program: string, args: readonly string[], cwd: string, env: object = {}): Promise<string> {
  return execute(program, args, { cwd, env: { ...process.env, ...env } }).then(
    ({ stdout }) => stdout,
    (error: { message: string; stdout: string; stderr: string }) => {
      throw new Error([program, ...args, error.stdout, error.stderr].join(' '));
    },
  );
}

const npx = (packageName: string, args: readonly string[], cwd: string, env?: object) =>
  run('npm', ['exec', '--yes', '--prefer-offline', `--package=${packageName}`, '--', ...args], cwd, env);

const projectOf = (nest: string, typeorm: string) => join(folder, `nest-${nest}-typeorm-${typeorm}`);
const nodeOf = (version: string) => join(folder, 'nodes/node_modules', `node${version}`, 'bin/node');

/** What a host depends on beside the libraries. */
function dependenciesOf(nest: (typeof NESTS)[number], typeorm: string): Readonly<Record<string, string>> {
  return {
    '@nestjs/common': `^${nest}.0.0`,
    '@nestjs/core': `^${nest}.0.0`,
    '@nestjs/platform-express': `^${nest}.0.0`,
    '@nestjs/platform-fastify': `^${nest}.0.0`,
    '@nestjs/typeorm': `^${nest}.0.0`,
    'class-validator': '^0.15.1',
    pg: '^8.23.1',
    'reflect-metadata': '^0.2.2',
    rxjs: '^7.8.2',
    typeorm: typeorm === '0.3.20' ? typeorm : `~${typeorm}.0`,
    ...Object.fromEntries(
      tarballs.map((path) => [basename(path).replace(/-\d.*$/, ''), `file:${path}`] as const),
    ),
  };
}

const manifestOf = (nest: (typeof NESTS)[number], typeorm: string, devDependencies: object = {}) =>
  JSON.stringify({
    name: 'consumer',
    private: true,
    type: nest === '12' ? 'module' : 'commonjs',
    dependencies: dependenciesOf(nest, typeorm),
    devDependencies,
  });

/** A project as `nest new` makes it, with the consumer as its source, compiled; once more with the older TypeORM. */
async function createProjects(nest: (typeof NESTS)[number]): Promise<void> {
  const cwd = projectOf(nest, '1.1');
  const name = basename(cwd);
  await npx(
    `@nestjs/cli@${nest}`,
    ['nest', 'new', name, '--skip-install', '--skip-git', '-p', 'npm'],
    folder,
  );
  await rm(join(cwd, 'src'), { recursive: true });
  await cp('test/support/packages/consumer', join(cwd, 'src'), { recursive: true });
  const typescript = nest === '12' ? '~6.0.2' : '^5.7.3';
  await writeFile(
    join(cwd, 'package.json'),
    manifestOf(nest, '1.1', { typescript, '@types/node': '^20.0.0' }),
  );
  await run('npm', NPM_INSTALL, cwd);
  await compile(cwd, ['--outDir', 'dist']);

  const older = projectOf(nest, '0.3.20');
  await cp(cwd, older, { recursive: true });
  await run('npm', [...NPM_INSTALL, '--save-exact', 'typeorm@0.3.20'], older);
}

/** As `nest build` does, without the types of test runners. */
const compile = (cwd: string, args: readonly string[]) =>
  run('npx', ['--no-install', 'tsc', '-p', 'tsconfig.build.json', '--types', 'node', ...args], cwd);

async function installNodes(): Promise<void> {
  const cwd = join(folder, 'nodes');
  await mkdir(cwd);
  const name = `node-${process.platform}-${process.arch}`;
  await writeFile(join(cwd, 'package.json'), '{}');
  await run('npm', [...NPM_INSTALL, ...NODES.map((node) => `node${node}@npm:${name}@${node}`)], cwd);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consumers-'));
  const packed = join(folder, 'packed');
  await mkdir(packed);
  tarballs = await packLibraries(packed, ['nestjs-id-verification', 'cloudauth-emulator']);
  await Promise.all([installNodes(), createProjects('11').then(() => createProjects('12'))]);
}, 400_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a verification to its handler, and returns what the consumer printed. */
async function verify(
  cwd: string,
  [program, ...args]: readonly [string, ...string[]],
  adapter: 'express' | 'fastify' = 'express',
): Promise<string> {
  const database = await createTestDatabase('consumer', 'empty');
  try {
    const env = { DATABASE_URL: database.url, PORT: String(await freePort()), ADAPTER: adapter };
    return await run(program, [...args, 'dist/main.js'], cwd, env);
  } finally {
    await database.drop();
  }
}

const PASSED = 'outcome: passed, as expected: true\n';

it.each(RUNS)(
  'Node $node, Nest $nest, TypeORM $typeorm and $adapter pass a verification',
  async ({ node, nest, typeorm, adapter }) => {
    expect(await run(nodeOf(node), ['--version'], folder)).toMatch(new RegExp(`^v${node}\\.`));
    expect(await verify(projectOf(nest, typeorm), [nodeOf(node)], adapter)).toBe(PASSED);
  },
);

describe.each(NESTS)('The tsconfig of nest new of Nest %s', (nest) => {
  it.each(Object.entries(RESOLUTIONS))('compiles a consumer with %s', async (_, [module, ...resolution]) => {
    // The compiler of Nest 12 resolves as node10 only with this option: its next major version cannot.
    const deprecated = nest === '12' ? ['--ignoreDeprecations', '6.0'] : [];
    const args = ['--noEmit', '--module', module, '--moduleResolution', ...resolution, ...deprecated];
    expect(await compile(projectOf(nest, '1.1'), args)).toBe('');
  });
});

/** A project that gets the compiled consumer, for another package manager. */
async function projectFor(
  name: string,
  nest: (typeof NESTS)[number],
  files: Readonly<Record<string, string>>,
) {
  const cwd = join(folder, name);
  await mkdir(cwd);
  await cp(join(projectOf(nest, '1.1'), 'dist'), join(cwd, 'dist'), { recursive: true });
  await writeFile(join(cwd, 'package.json'), manifestOf(nest, '1.1'));
  for (const [path, content] of Object.entries(files)) await writeFile(join(cwd, path), content);
  return cwd;
}

it('pnpm without hoisting and with strict peers passes a verification', async () => {
  const settings = 'hoist=false\nauto-install-peers=false\nstrict-peer-dependencies=true\n';
  const cwd = await projectFor('pnpm', '12', { '.npmrc': settings });
  await npx('pnpm@10', ['pnpm', 'install', '--ignore-scripts', '--prefer-offline'], cwd);
  expect(await verify(cwd, [process.execPath])).toBe(PASSED);
});

it('yarn with Plug’n’Play passes a verification', async () => {
  // Where CI=true Yarn refuses to write the lock file of a new project, unless told so.
  const settings =
    'nodeLinker: pnp\nenableTelemetry: false\nenableScripts: false\nenableImmutableInstalls: false\n';
  const cwd = await projectFor('yarn', '11', { '.yarnrc.yml': settings, 'yarn.lock': '' });
  await npx('@yarnpkg/cli-dist@4', ['yarn', 'install'], cwd);
  expect(await verify(cwd, [process.execPath, '--require', './.pnp.cjs'])).toBe(PASSED);
});
