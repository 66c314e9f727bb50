import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database/test-database.js';
import { freePort } from '../support/http/free-port.js';
import {
  compile,
  createProject,
  manifestOf,
  NPM_INSTALL,
  npx,
  run,
  type NestProject,
} from '../support/packages/nest-project.js';
import { packLibraries } from '../support/packages/pack-libraries.js';

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

/** How a compiler of the line that `nest new` installs resolves modules. */
const RESOLUTIONS = {
  node10: ['commonjs', 'node10', '--resolvePackageJsonExports', 'null'],
  node16: ['node16', 'node16'],
  nodenext: ['nodenext', 'nodenext'],
  bundler: ['esnext', 'bundler'],
} as const;

let folder: string;
let tarballs: readonly string[];

const nodeOf = (version: string) => join(folder, 'nodes/node_modules', `node${version}`, 'bin/node');

const projectOf = (nest: NestProject['nest'], typeorm: NestProject['typeorm']): NestProject => ({
  cwd: join(folder, `nest-${nest}-typeorm-${typeorm}`),
  nest,
  typeorm,
  tarballs,
});

/** A project with the consumer, and once more with the older TypeORM. */
async function createProjects(nest: NestProject['nest']): Promise<void> {
  const project = projectOf(nest, '1.1');
  await createProject(project, 'test/support/packages/consumer');

  const older = projectOf(nest, '0.3.20').cwd;
  await cp(project.cwd, older, { recursive: true });
  await run('npm', [...NPM_INSTALL, '--save-exact', 'typeorm@0.3.20'], older);
}

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
});
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
    expect(await verify(projectOf(nest, typeorm).cwd, [nodeOf(node)], adapter)).toBe(PASSED);
  },
);

describe.each(NESTS)('The tsconfig of nest new of Nest %s', (nest) => {
  it.each(Object.entries(RESOLUTIONS))('compiles a consumer with %s', async (_, [module, ...resolution]) => {
    // The compiler of Nest 12 resolves as node10 only with this option: its next major version cannot.
    const deprecated = nest === '12' ? ['--ignoreDeprecations', '6.0'] : [];
    const args = ['--noEmit', '--module', module, '--moduleResolution', ...resolution, ...deprecated];
    expect(await compile(projectOf(nest, '1.1').cwd, args)).toBe('');
  });
});

/** A project that gets the compiled consumer, for another package manager. */
async function projectFor(name: string, nest: NestProject['nest'], files: Readonly<Record<string, string>>) {
  const cwd = join(folder, name);
  await mkdir(cwd);
  const project = projectOf(nest, '1.1');
  await cp(join(project.cwd, 'dist'), join(cwd, 'dist'), { recursive: true });
  await writeFile(join(cwd, 'package.json'), manifestOf(project));
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
