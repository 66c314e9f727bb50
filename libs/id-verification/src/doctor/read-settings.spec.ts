import { describe, expect, it } from 'vitest';
import { FLAGS } from './flags.js';
import { helpText } from './help.js';
import { readSettings, UsageError } from './read-settings.js';

describe('The settings of the doctor', () => {
  it('have the defaults of the module', () => {
    expect(readSettings(['doctor'], {})).toEqual({
      region: 'cn-hongkong',
      product: 'FACE_LIVENESS',
      network: 'public',
      endpoint: undefined,
      sandbox: false,
      credentials: undefined,
      databaseUrl: undefined,
      schema: undefined,
      migrationsTable: undefined,
      callbackUrl: undefined,
      timeoutMs: 10_000,
      json: false,
    });
  });

  it('are read from the environment unless a flag is set', () => {
    const environment = {
      ID_VERIFICATION_REGION: 'eu-central-1',
      ID_VERIFICATION_NETWORK: 'vpc',
      SANDBOX: 'true',
    };
    expect(readSettings(['doctor', '--region', 'us-west-1', '--json'], environment)).toMatchObject({
      region: 'us-west-1',
      network: 'vpc',
      sandbox: true,
      json: true,
    });
  });

  it('hold secrets from the environment alone', () => {
    expect(
      readSettings(['doctor'], {
        ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
        ALIBABA_CLOUD_SECURITY_TOKEN: '',
      }),
    ).toMatchObject({ credentials: { accessKeyId: 'id', accessKeySecret: 'secret' } });
    expect(Object.keys(FLAGS).filter((name) => /key|secret|token|database/.test(name))).toEqual([]);
  });

  it.each([
    ['--region', ['doctor', '--region', 'secret-value'], {}],
    ['ID_VERIFICATION_NETWORK', ['doctor'], { ID_VERIFICATION_NETWORK: 'secret-value' }],
    ['--endpoint', ['doctor', '--endpoint', 'https://host/secret-value'], {}],
    ['--endpoint', ['doctor', '--endpoint', 'secret value'], {}],
    ['http://host:port', ['doctor', '--sandbox', '--endpoint', 'secret-value:4010'], {}],
    ['--timeout-ms', ['doctor', '--timeout-ms', '99'], {}],
    ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', ['doctor'], { ALIBABA_CLOUD_ACCESS_KEY_ID: 'secret-value' }],
    ['DATABASE_URL', ['doctor'], { DATABASE_URL: 'mysql://secret-value' }],
    ['doctor', ['secret-value'], {}],
  ])('name %s where it cannot be used, and never its value', (named, args, environment) => {
    const read = () => readSettings(args, environment);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(named);
    expect(read).not.toThrow(/secret.value/);
  });

  it('are explained when asked for, or when nothing was asked', () => {
    expect(readSettings(['--help'], {})).toBe('help');
    expect(readSettings([], {})).toBe('help');
    for (const name of Object.keys(FLAGS)) expect(helpText()).toContain(`--${name}`);
  });
});
