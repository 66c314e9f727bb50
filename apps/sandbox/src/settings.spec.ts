import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('The settings of a sandbox', () => {
  it('need not be given', () => {
    expect(readSettings({})).toEqual({
      samplePort: SANDBOX.port,
      emulatorPort: SANDBOX.emulatorPort,
      dataDirectory: expect.stringMatching(/\.data$/),
      databaseUrl: undefined,
      unknown: [],
    });
  });

  it('are taken as not given when they are empty', () => {
    const empty = { PORT: '', EMULATOR_PORT: '', SANDBOX_DATA_DIRECTORY: '', SANDBOX_DATABASE_URL: '' };
    expect(readSettings(empty)).toEqual(readSettings({}));
  });

  it('choose ports, data and database', () => {
    expect(
      readSettings({
        PORT: '3001',
        EMULATOR_PORT: '4011',
        SANDBOX_DATA_DIRECTORY: '/data',
        SANDBOX_DATABASE_URL: 'postgres://x/y',
      }),
    ).toEqual({
      samplePort: 3001,
      emulatorPort: 4011,
      dataDirectory: '/data',
      databaseUrl: 'postgres://x/y',
      unknown: [],
    });
  });

  it('name what looks like one of them and is none', () => {
    const environment = { SANDBOX_DATA_DIR: '/data', EMULATOR_PROT: '4011', PATH: '/bin' };
    expect(readSettings(environment).unknown).toEqual(['SANDBOX_DATA_DIR', 'EMULATOR_PROT']);
  });

  it('take no notice of DATABASE_URL, which may lead to a real database', () => {
    expect(readSettings({ DATABASE_URL: 'postgres://real' })).toEqual(readSettings({}));
  });

  it.each(['x', '0', '65536', '-1', '1.5'])('refuse the port %s', (port) => {
    expect(() => readSettings({ EMULATOR_PORT: port })).toThrow('EMULATOR_PORT must be');
  });

  it.each(['localhost:5432/a-password', 'user:a-password@db/name', 'postgres://a-password', 'a-password'])(
    'refuse what is no address of a PostgreSQL database, without repeating it: %s',
    (url) => {
      const read = () => readSettings({ SANDBOX_DATABASE_URL: url });

      expect(read).toThrow('SANDBOX_DATABASE_URL must have the form postgres://');
      expect(read).not.toThrow(/a-password/);
    },
  );

  it('refuse production', () => {
    expect(() => readSettings({ NODE_ENV: 'production' })).toThrow('NODE_ENV=production');
  });
});
