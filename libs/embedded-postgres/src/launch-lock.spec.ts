import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { acquireLaunchLock, hasIdleLaunchLock } from './launch-lock.js';
import { identify } from './process-table.js';
import { scratchDirectory } from './scratch.fixture.js';

const GONE = { pid: process.pid, startedAt: 'another time' };

describe('acquireLaunchLock', () => {
  it('refuses a second holder, with directory and process', async () => {
    const directory = scratchDirectory();
    await acquireLaunchLock(directory, process.pid);

    await expect(acquireLaunchLock(directory, process.pid)).rejects.toMatchObject({
      code: 'data_directory_in_use',
      message: expect.stringContaining(`${directory} is in use by process ${process.pid}`) as string,
    });
  });

  it('is to be had again after its release', async () => {
    const directory = scratchDirectory();
    (await acquireLaunchLock(directory, process.pid)).release();

    await expect(acquireLaunchLock(directory, process.pid)).resolves.toBeDefined();
  });

  it.each([
    ['of a holder whose pid another process has now', JSON.stringify({ application: GONE, guardian: GONE })],
    ['that was cut short', '{"application":'],
    ['that is empty', ''],
  ])('takes over a lock %s, and clears it away', async (_what, content) => {
    const directory = scratchDirectory();
    writeFileSync(join(directory, 'launch.lock.7'), content);

    await acquireLaunchLock(directory, process.pid);

    expect(readdirSync(directory)).toEqual(['launch.lock.8']);
  });

  it('waits for a guardian whose application is gone', async () => {
    const directory = scratchDirectory();
    const path = join(directory, 'launch.lock.1');
    writeFileSync(path, JSON.stringify({ application: GONE, guardian: identify(process.pid) }));

    const waiting = acquireLaunchLock(directory, process.pid);
    writeFileSync(path, '');

    await expect(waiting).resolves.toBeDefined();
  });

  it('is had by one of many that take over a stale lock at once', async () => {
    const directory = scratchDirectory();
    writeFileSync(join(directory, 'launch.lock.1'), JSON.stringify({ application: GONE, guardian: GONE }));

    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => acquireLaunchLock(directory, process.pid)),
    );

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('hasIdleLaunchLock', () => {
  it('tells a folder that was left from one that is in use and one that is only being made', async () => {
    const directory = scratchDirectory();
    expect(hasIdleLaunchLock(directory)).toBe(false);

    const lock = await acquireLaunchLock(directory, process.pid);
    expect(hasIdleLaunchLock(directory)).toBe(false);

    lock.release();
    expect(hasIdleLaunchLock(directory)).toBe(true);
  });
});
