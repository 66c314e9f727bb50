import { describe, expect, it } from 'vitest';
import { hashApiKey } from 'nestjs-id-verification-http';
import { LIVE_ENVIRONMENT } from './live-environment.fixture.js';
import { readSettings, SETTING_NAMES } from './settings.js';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { refusal, refusedSettings } from './settings-refused.fixture.js';

/** Other programs read variables of that kind too. */
const SHARED_WITH_OTHERS = ['NODE_ENV', 'PORT', 'HOST', 'DATABASE_URL', 'SANDBOX'];

const REQUIRED = Object.keys(LIVE_ENVIRONMENT);
const SANDBOX_API_KEYS = `ops:${hashApiKey(SANDBOX.apiKey).toString('hex')}`;

describe('A live configuration', () => {
  it('is everything that is not opted into the sandbox', () => {
    expect(readSettings(LIVE_ENVIRONMENT).sandbox).toBe(false);
    expect(readSettings({ ...LIVE_ENVIRONMENT, SANDBOX: 'false' }).sandbox).toBe(false);
    expect(readSettings({ ...LIVE_ENVIRONMENT, NODE_ENV: 'development' }).sandbox).toBe(false);
  });

  it('becomes the options of the library', () => {
    const { idVerification, listen, databaseUrl } = readSettings({
      ...LIVE_ENVIRONMENT,
      ALIBABA_CLOUD_SECURITY_TOKEN: 'sts',
      ID_VERIFICATION_REGION: 'cn-hongkong',
      ID_VERIFICATION_NETWORK: 'vpc',
      ID_VERIFICATION_ENDPOINT: 'cloudauth-intl.cn-hongkong.aliyuncs.com',
      ID_VERIFICATION_RATE_LIMIT_PER_SECOND: '50',
      ID_VERIFICATION_ACCOUNT: 'main',
      PORT: '8080',
      HOST: '::',
    });
    expect(listen).toEqual({ host: '::', port: 8080 });
    expect(databaseUrl).toBe(LIVE_ENVIRONMENT.DATABASE_URL);
    expect(idVerification).toEqual({
      credentials: { accessKeyId: 'LTAI-6d1c', accessKeySecret: 'Ak-secret-91be', securityToken: 'sts' },
      rateLimit: { perSecond: 50, account: 'main' },
      hashKeys: [
        { id: 'h2', secret: '2c'.repeat(32) },
        { id: 'h1', secret: '3d'.repeat(32) },
      ],
      callback: {
        url: 'https://verify.shop.de/id-verification/callback',
        keys: [{ id: 'c1', secret: '4e'.repeat(32) }],
      },
      region: 'cn-hongkong',
      network: 'vpc',
      endpoint: 'cloudauth-intl.cn-hongkong.aliyuncs.com',
    });
  });

  it('names every missing setting at once', () => {
    expect(refusedSettings({}).sort()).toEqual([...REQUIRED].sort());
  });

  it.each(REQUIRED)('is not complete without %s, nor with an empty one', (setting) => {
    expect(refusal({ ...LIVE_ENVIRONMENT, [setting]: undefined })).toContain(`${setting} is missing: give`);
    expect(refusal({ ...LIVE_ENVIRONMENT, [setting]: '  ' })).toContain(`${setting} is missing: give`);
  });

  it.each([
    ['DATABASE_URL', 'mysql://app:Pg-pass-7f3a@db/verifications'],
    ['DATABASE_URL', 'postgres://app:Pg-pass-7f3a@db'],
    ['DATABASE_URL', 'Pg-pass-7f3a'],
    ['API_KEYS', 'value-of-a-key'],
    ['ID_VERIFICATION_PROXY', 'proxy:3128'],
    ['ID_VERIFICATION_PROXY', 'socks5://proxy:1080'],
    ['ID_VERIFICATION_CA', '/no/such/file.pem'],
    ['API_KEYS', `value of a key:${'0a'.repeat(32)}`],
    ['API_KEYS', 'shop:0a0a'],
    ['API_KEYS', `shop:${'0a'.repeat(32)},`],
    ['API_KEYS', `shop:${'0a'.repeat(32)},shop:${'1b'.repeat(32)}`],
    ['ID_VERIFICATION_HASH_KEYS', '2c'.repeat(32)],
    ['ID_VERIFICATION_HASH_KEYS', 'h1:tooshortsecret'],
    ['ID_VERIFICATION_HASH_KEYS', `h1:${'2c'.repeat(32)},h1:${'3d'.repeat(32)}`],
    ['ID_VERIFICATION_CALLBACK_KEYS', 'c1:tooshortsecret'],
    ['ID_VERIFICATION_CALLBACK_URL', 'http://verify.shop.de/callback'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://user:secretpart@verify.shop.de/callback'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://localhost/callback'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://127.0.0.1/callback'],
    ['ID_VERIFICATION_CALLBACK_URL', 'verify.shop.de/callback'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://verify.shop.de/'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://verify.shop.de/wrong'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://10.0.0.5/id-verification/callback'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://[::ffff:10.0.0.5]/id-verification/callback'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://localhost./id-verification/callback'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://verify.shop.de:0/id-verification/callback'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://verify.shop.de/id-verification/callback?callbackToken=x'],
    ['ID_VERIFICATION_CALLBACK_KEYS', `c1:${'2c'.repeat(32)}`],
    ['ID_VERIFICATION_CALLBACK_KEYS', `c1:${'2C'.repeat(32)}`],
    ['ID_VERIFICATION_CALLBACK_KEYS', `c1:${'0a'.repeat(32)}`],
    ['ID_VERIFICATION_CALLBACK_KEYS', `c1:${'4e'.repeat(32)},c2:${'4e'.repeat(32)}`],
    ['ID_VERIFICATION_HASH_KEYS', `h1:${'2c'.repeat(32)},h2:${'2c'.repeat(32)}`],
    ['API_KEYS', `shop:${'0a'.repeat(32)},desk:${'0A'.repeat(32)}`],
    ['DATABASE_URL', 'postgres://app:a%PW@db.shop.de/verifications'],
    ['DATABASE_URL', 'postgres://app:Pg-pass-7f3a@db.shop.de:0/verifications'],
    ['DATABASE_URL', 'postgres://app:Pg-pass-7f3a@db.shop.de/verifications?sslrootcert=/no/such/file'],
    ['TRUST_PROXY', '0.0.0.0/1,128.0.0.0/1'],
    ['TRUST_PROXY', '::/1,8000::/1'],
    ['TRUST_PROXY', '::ffff:0:0/96'],
    ['ID_VERIFICATION_REGION', 'cn-nowhere'],
    ['ID_VERIFICATION_NETWORK', 'private'],
    ['ID_VERIFICATION_ENDPOINT', 'https://vendor.shop.de/a-path'],
    ['ID_VERIFICATION_RATE_LIMIT_PER_SECOND', 'ten'],
    ['ID_VERIFICATION_RATE_LIMIT_PER_SECOND', '201'],
    ['ID_VERIFICATION_RATE_LIMIT_PER_SECOND', '1e1'],
    ['ID_VERIFICATION_ACCOUNT', 'main account'],
    ['PORT', 'eighty'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['DRAIN_SECONDS', 'soon'],
    ['LOG_FORMAT', 'xml'],
    ['LOG_LEVEL', 'loud'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '99'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '10.0.0.7,proxy.shop.de'],
    ['TRUST_PROXY', '10.0.0.7/8/8x'],
    ['REQUEST_TIMEOUT_SECONDS', '301'],
    ['REQUESTS_PER_KEY_PER_MINUTE', '-1'],
    ['VERIFICATIONS_PER_KEY_PER_HOUR', '1e3'],
    ['VERIFICATIONS_PER_USER_PER_HOUR', 'none'],
    ['SANDBOX', 'yes'],
    ['SANDBOX_HOST', '10.0.0.7'],
    ['CORS_ORIGINS', 'https://shop.example.com/path'],
    ['ID_VERIFICATION_CALLBACK_URL', 'https://kyc.example.com/id-verification/callback'],
  ])('refuses %s with a wrong value, and does not repeat it', (setting, value) => {
    const environment = { ...LIVE_ENVIRONMENT, [setting]: value };

    expect(refusedSettings(environment)).toEqual([setting]);
    expect(refusal(environment)).not.toContain(value);
  });

  it('says that a host of the documentation is a placeholder', () => {
    const url = 'https://kyc.example.com/id-verification/callback';
    expect(refusal({ ...LIVE_ENVIRONMENT, ID_VERIFICATION_CALLBACK_URL: url })).toContain('a placeholder');
  });

  it.each([
    ['API_KEYS', SANDBOX_API_KEYS],
    ['API_KEYS', `${LIVE_ENVIRONMENT.API_KEYS},${SANDBOX_API_KEYS.toUpperCase()}`],
    ['ALIBABA_CLOUD_ACCESS_KEY_ID', SANDBOX.accessKeyId],
    ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', SANDBOX.accessKeySecret],
    ['ID_VERIFICATION_HASH_KEYS', `h3:${SANDBOX.hashKey.secret}`],
    [
      'ID_VERIFICATION_HASH_KEYS',
      `${LIVE_ENVIRONMENT.ID_VERIFICATION_HASH_KEYS},h3:${SANDBOX.hashKey.secret}`,
    ],
    ['ID_VERIFICATION_HASH_KEYS', `h3:${SANDBOX.callbackKey.secret}`],
    ['ID_VERIFICATION_CALLBACK_KEYS', `c3:${SANDBOX.callbackKey.secret}`],
    ['ID_VERIFICATION_CALLBACK_URL', SANDBOX.callbackUrl],
    ['DATABASE_URL', `postgres://app:${SANDBOX.databasePassword}@db.shop.de/verifications`],
    ['DATABASE_URL', `postgres://app:Pg-pass-7f3a@db.shop.de/${SANDBOX.databaseName}`],
    ['ID_VERIFICATION_ENDPOINT', 'http://127.0.0.1:4010'],
    ['ID_VERIFICATION_ENDPOINT', 'http://vendor.shop.de'],
    ['ID_VERIFICATION_ENDPOINT', 'https://localhost'],
    ['ID_VERIFICATION_ENDPOINT', 'https://127.8.8.8:8443'],
    ['ID_VERIFICATION_ENDPOINT', 'https://[::1]'],
    ['ID_VERIFICATION_ENDPOINT', 'vendor.shop.de:4010'],
    ['ID_VERIFICATION_ENDPOINT', 'https://emulator'],
    ['ID_VERIFICATION_ENDPOINT', 'https://localhost.'],
    ['ID_VERIFICATION_ENDPOINT', 'https://0.0.0.0'],
  ])('refuses %s with a value of the sandbox, and does not repeat it', (setting, value) => {
    const environment = { ...LIVE_ENVIRONMENT, [setting]: value };

    expect(new Set(refusedSettings(environment))).toEqual(new Set([setting]));
    expect(refusal(environment)).not.toContain(value);
  });

  it.each(['PWD', 'OLDPWD', 'INIT_CWD', 'HOSTNAME', 'npm_package_json', '_'])(
    'takes no notice of a value of the sandbox in %s, which is no setting',
    (name) => {
      const environment = {
        ...LIVE_ENVIRONMENT,
        [name]: `/srv/${SANDBOX.databaseName}/${SANDBOX.accessKeyId}`,
      };

      expect(readSettings(environment)).toEqual(readSettings(LIVE_ENVIRONMENT));
    },
  );

  it.each(['ID_VERIFICATION_REGOIN', 'ID_VERIFICATON_REGION', 'STARTS_PER_USER', 'REQUESTS_PER_MINUTE'])(
    'warns of %s, which is no setting',
    (name) => {
      expect(readSettings({ ...LIVE_ENVIRONMENT, [name]: '1', PATH: '/bin', HOME: '/' }).unknown).toEqual([
        name,
      ]);
    },
  );

  it.each(SETTING_NAMES.filter((name) => !SHARED_WITH_OTHERS.includes(name)))(
    'warns of names that are %s but for a letter',
    (name) => {
      const misspelt = [`${name}S`, name.slice(0, -1)];
      const environment = { ...LIVE_ENVIRONMENT, [`${name}S`]: '1', [name.slice(0, -1)]: '1' };

      expect(readSettings(environment).unknown).toEqual(misspelt);
    },
  );

  it.each([
    [undefined, 'info'],
    ['info', 'info'],
    ['log', 'log'],
    ['verbose', 'verbose'],
  ])('logs with LOG_LEVEL=%s from %s on', (given, level) => {
    expect(readSettings({ ...LIVE_ENVIRONMENT, LOG_LEVEL: given }).log.level).toBe(level);
  });

  it('never shows a secret, whatever else is wrong', () => {
    const message = refusal({ ...LIVE_ENVIRONMENT, PORT: 'x', ID_VERIFICATION_CALLBACK_URL: undefined });

    expect(message).not.toBe('');
    for (const secret of ['Pg-pass-7f3a', 'Ak-secret-91be', '0a0a', '2c2c', '3d3d', '4e4e']) {
      expect(message).not.toContain(secret);
    }
  });
});
