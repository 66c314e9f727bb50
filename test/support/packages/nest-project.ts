import { execFile } from 'node:child_process';
import { cp, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export const NPM_INSTALL = [
  'install',
  '--prefer-offline',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
] as const;

/** A host application in a folder of its own, which knows nothing of this workspace. */
export interface NestProject {
  readonly cwd: string;
  readonly nest: '11' | '12';
  readonly typeorm: '0.3.20' | '1.1';
  /** The packed libraries that it depends on. */
  readonly tarballs: readonly string[];
  /** What it depends on beside them and what every host has. */
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Runs a program. Its output is part of the error if it fails. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: object = {},
): Promise<string> {
  return execute(program, args, { cwd, env: { ...process.env, ...env } }).then(
    ({ stdout }) => stdout,
    (error: { message: string; stdout: string; stderr: string }) => {
      throw new Error([program, ...args, error.stdout, error.stderr].join(' '));
    },
  );
}

export const npx = (packageName: string, args: readonly string[], cwd: string, env?: object) =>
  run('npm', ['exec', '--yes', '--prefer-offline', `--package=${packageName}`, '--', ...args], cwd, env);

/** As `nest build` does, without the types of test runners. */
export const compile = (cwd: string, args: readonly string[]) =>
  run('npx', ['--no-install', 'tsc', '-p', 'tsconfig.build.json', '--types', 'node', ...args], cwd);

/** A project as `nest new` makes it, with the files of a folder as its source, compiled. */
export async function createProject(project: NestProject, source: string): Promise<void> {
  const { cwd, nest } = project;
  await npx(
    `@nestjs/cli@${nest}`,
    ['nest', 'new', basename(cwd), '--skip-install', '--skip-git', '-p', 'npm'],
    dirname(cwd),
  );
  await rm(join(cwd, 'src'), { recursive: true });
  await cp(source, join(cwd, 'src'), { recursive: true });
  const typescript = nest === '12' ? '~6.0.2' : '^5.7.3';
  await writeFile(join(cwd, 'package.json'), manifestOf(project, { typescript, '@types/node': '^20.0.0' }));
  await run('npm', NPM_INSTALL, cwd);
  await compile(cwd, ['--outDir', 'dist']);
}

export const manifestOf = (project: NestProject, devDependencies: object = {}) =>
  JSON.stringify({
    name: 'consumer',
    private: true,
    type: project.nest === '12' ? 'module' : 'commonjs',
    dependencies: dependenciesOf(project),
    devDependencies,
  });

function dependenciesOf({ nest, typeorm, tarballs, dependencies }: NestProject): object {
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
    ...dependencies,
  };
}
