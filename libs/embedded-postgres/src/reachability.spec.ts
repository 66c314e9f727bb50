import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ownAccount } from './privileges.js';
import { barrierFor, mayPass, physicalPath, squattedPart } from './reachability.js';
import { scratchDirectory } from './scratch.fixture.js';

const NOBODY = { uid: 65_534, gid: 65_534 };

describe('mayPass', () => {
  it.each([
    ['the owner by the first digit', { uid: 65_534, gid: 0, mode: 0o700 }, true],
    ['the owner not by the last', { uid: 65_534, gid: 0, mode: 0o677 }, false],
    ['the group by the second', { uid: 0, gid: 65_534, mode: 0o710 }, true],
    ['the group not by the last', { uid: 0, gid: 65_534, mode: 0o701 }, false],
    ['others by the last', { uid: 0, gid: 0, mode: 0o701 }, true],
    ['others not by reading alone', { uid: 0, gid: 0, mode: 0o744 }, false],
  ])('judges %s', (_what, folder, expected) => {
    expect(mayPass(folder, NOBODY)).toBe(expected);
  });
});

describe('barrierFor', () => {
  it('names the first folder on the way that is closed, also below what does not exist yet', () => {
    const folder = scratchDirectory();
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o700);
    const other = { uid: 54_321, gid: 54_321 };

    expect(barrierFor(join(folder, 'open', 'below'), other)).toBeUndefined();
    expect(barrierFor(join(closed, 'not', 'yet', 'there'), other)).toBe(closed);
  });
});

describe('physicalPath', () => {
  it('resolves the links of the part that exists', () => {
    const folder = scratchDirectory();
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'link'));

    expect(physicalPath(join(folder, 'link', 'not', 'yet'))).toBe(join(folder, 'real', 'not', 'yet'));
  });
});

describe('squattedPart', () => {
  it('is none of what this user put where everybody may write, nor what is not there yet', () => {
    const shared = scratchDirectory(0o1777);
    const part = join(shared, 'postgres');
    mkdirSync(part);

    expect(squattedPart(join(part, 'below'), ownAccount())).toBeUndefined();
    expect(squattedPart(join(shared, 'not-yet'), ownAccount())).toBeUndefined();
  });
});
