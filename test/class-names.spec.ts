import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** What the name of a class that Nest injects ends in, and its file's. */
const ROLES = {
  Service: 'service',
  Store: 'store',
  Worker: 'worker',
  Client: 'client',
  Controller: 'controller',
  Guard: 'guard',
  Filter: 'filter',
  Pipe: 'pipe',
  /** As terminus names its own. */
  HealthIndicator: 'health',
};

/** A class whose decorator makes Nest create it; decorators may stand between the two, and comments. */
const INJECTED = /^@(?:Injectable|Controller|Catch)\([^]*?^export (?:abstract )?class (\w+)/gm;

function injectedClasses(): { name: string; file: string }[] {
  return ['apps', 'libs']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => /^\w+\/[\w-]+\/src\/.*\.ts$/.test(file) && !/\.(spec|fixture)\.ts$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(INJECTED)].map(([, name = '']) => ({ name, file })),
    );
}

/** `RateLimitService` belongs into `rate-limit.service.ts`. */
function fileNameOf(name: string): string | undefined {
  const [suffix, role] = Object.entries(ROLES).find(([ending]) => name.endsWith(ending)) ?? [];
  if (suffix === undefined) return undefined;
  const kebab = name
    .slice(0, -suffix.length)
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, '-')
    .toLowerCase();
  return `${kebab}.${role}.ts`;
}

describe('classes that Nest injects', () => {
  it('end in their role, and so do their files', () => {
    const classes = injectedClasses();
    const offenders = classes.filter(({ name, file }) => fileNameOf(name) !== basename(file));

    expect(classes.length).toBeGreaterThan(40);
    expect(offenders).toEqual([]);
  });
});
