import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { EmbeddedPostgresError, REMEDY } from './embedded-postgres.error.js';

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
};
const BUILDS = new Set([
  'darwin-arm64',
  'darwin-x64',
  'linux-arm',
  'linux-arm64',
  'linux-ia32',
  'linux-ppc64',
  'linux-x64',
  'windows-x64',
]);

/** A place on disk that holds PostgreSQL's programs, as npm unpacked them. */
export interface EmbeddedPackage {
  readonly name: string;
  readonly version: string;
  readonly root: string;
}

/** The npm package that carries PostgreSQL for a platform; undefined where there is none. */
export function packageNameFor(platform: NodeJS.Platform, arch: string): string | undefined {
  const build = `${PLATFORM_NAMES[platform] ?? platform}-${arch}`;
  return BUILDS.has(build) ? `@embedded-postgres/${build}` : undefined;
}

/**
 * Finds the package for this machine.
 *
 * @throws {EmbeddedPostgresError} `platform_unsupported` or `package_missing`, each with the remedy
 */
export function findEmbeddedPackage(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
  resolve: (id: string) => string = createRequire(import.meta.url).resolve,
): EmbeddedPackage {
  const name = packageNameFor(platform, arch);
  if (name === undefined) {
    throw new EmbeddedPostgresError(
      'platform_unsupported',
      `There is no PostgreSQL package for ${platform} on ${arch}. ${REMEDY}`,
    );
  }
  const root = dirname(dirname(resolveEntry(name, resolve)));
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { name, version: manifest.version, root };
}

function resolveEntry(name: string, resolve: (id: string) => string): string {
  try {
    return resolve(name);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'package_missing',
      `The optional package ${name} is not installed: run "npm install" without --omit=optional. ${REMEDY}`,
      { cause },
    );
  }
}
