import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startDatabase } from './database.js';
import { SandboxError } from './sandbox.error.js';
import { readSettings } from './settings.js';

describe('The database of a sandbox', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('names the setting for another database when the embedded one cannot start', async () => {
    const settings = readSettings({});
    vi.stubEnv('NODE_ENV', 'production');

    const refusal: unknown = await startDatabase(settings).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(SandboxError);
    expect(refusal).toMatchObject({ message: expect.stringContaining('set SANDBOX_DATABASE_URL to use') });
  });

  it('names the setting of the directory when the embedded one cannot use it', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'sandbox-'));
    onTestFinished(() => rmSync(dataDirectory, { recursive: true }));
    writeFileSync(join(dataDirectory, 'postgres'), 'a file');

    await expect(startDatabase({ ...readSettings({}), dataDirectory })).rejects.toThrow(
      /EEXIST.*, or set SANDBOX_DATA_DIRECTORY to another directory\.$/,
    );
  });

  it.each(['postgres://user:a-password@db.example:5432/name', 'a-password'])(
    'is reported with its source and without its password when it is given: %s',
    async (databaseUrl) => {
      const { url, address } = await startDatabase({ ...readSettings({}), databaseUrl });

      expect(url).toBe(databaseUrl);
      expect(address).toContain('SANDBOX_DATABASE_URL');
      expect(address).not.toContain('a-password');
    },
  );
});
