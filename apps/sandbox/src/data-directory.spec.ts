import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDataDirectory } from './data-directory.js';

describe('The data directory of a sandbox', () => {
  let scratch = '';
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'sandbox-'));
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  it('is created, with the directories above it', async () => {
    const dataDirectory = join(scratch, 'a', 'b');
    await ensureDataDirectory({ dataDirectory });
    await ensureDataDirectory({ dataDirectory });
    expect(statSync(dataDirectory).isDirectory()).toBe(true);
  });

  it.each([
    ['a file', (file: string) => file],
    ['below a file', (file: string) => join(file, 'data')],
    ['a path that is too long', () => join(tmpdir(), 'a'.repeat(300))],
    ['below a device', () => '/dev/null/data'],
  ])('is refused with the name of its setting: %s', async (_, directoryOf) => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    const dataDirectory = directoryOf(file);

    await expect(ensureDataDirectory({ dataDirectory })).rejects.toMatchObject({
      name: 'SandboxError',
      message: expect.stringMatching(/^SANDBOX_DATA_DIRECTORY must be a directory .*\(E[A-Z]+: /),
    });
  });

  it('is refused with the name of its setting when it cannot be written', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root can write everywhere');
    chmodSync(scratch, 0o500);
    await expect(ensureDataDirectory({ dataDirectory: scratch })).rejects.toThrow('SANDBOX_DATA_DIRECTORY');
    chmodSync(scratch, 0o700);
  });
});
