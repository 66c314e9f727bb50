import type { Tree } from '@angular-devkit/schematics';

/** What generated code depends on in the application that it is generated for. */
export interface Host {
  /** What follows a relative import: Node's ES modules name the file. */
  readonly extension: '' | '.js';
  /** The major version of Nest. */
  readonly nest: number;
}

export interface Manifest {
  type?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

export function readManifest(tree: Tree): Manifest {
  return JSON.parse(tree.readText('package.json')) as Manifest;
}

export function readHost(tree: Tree): Host {
  const { type, dependencies } = readManifest(tree);
  const nest = Number(/\d+/.exec(dependencies?.['@nestjs/common'] ?? '')?.[0] ?? 12);
  return { extension: type === 'module' ? '.js' : '', nest };
}
