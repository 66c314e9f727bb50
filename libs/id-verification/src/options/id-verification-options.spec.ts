import { describe, expect, it } from 'vitest';
import { findOptionProblems } from './id-verification-options.js';

const DAY_MS = 86_400_000;
const key = { id: 'k1', secret: 'hash-key-of-the-tests-0123456789ab' };
const good = { credentials: { accessKeyId: 'id', accessKeySecret: 'secret' }, hashKeys: [key] };
const pem = '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----';

describe('findOptionProblems', () => {
  it.each<[string, object]>([
    ['the required options alone', good],
    ['a region and a network', { ...good, region: 'ap-southeast-1', network: 'vpc' }],
    ['a callback', { ...good, callback: { url: 'https://example.com/callback', keys: [key] } }],
    ['a host as the endpoint', { ...good, endpoint: 'gateway.example.com:8443' }],
    ['an origin as the endpoint', { ...good, endpoint: 'https://gateway.example.com' }],
    ['the emulator in the sandbox', { ...good, sandbox: true, endpoint: 'http://127.0.0.1:4010' }],
    ['numbers at the ends of their ranges', { ...good, requestTimeoutMs: 100, maxQueryLength: 60_000 }],
    [
      'a pool with a certificate authority',
      { ...good, http: { maxConnections: 1, keepAliveMs: 1_000, ca: pem } },
    ],
    [
      'attempts that count for as long as they are kept',
      { ...good, maxAttemptsPerUser: { count: 3, windowMs: 30 * DAY_MS }, retentionDays: 30 },
    ],
    ['warm connections', { ...good, http: { warmUp: 8, keepAlivePingMs: 5_000 } }],
    ['a proxy', { ...good, http: { proxy: 'https://user:p%40ss@proxy.example.com:3128' } }],
    ['a credentials provider', { ...good, credentials: { async getCredential() {} } }],
    [
      'a function that makes a credentials provider',
      { ...good, credentials: () => ({ async getCredential() {} }) },
    ],
    ['the vendor’s SDK', { ...good, client: 'sdk', http: { ca: pem } }],
    ['the module of the vendor’s SDK', { ...good, client: { sdk: {} } }],
    ['a limit of attempts', { ...good, maxAttemptsPerUser: { count: 5, windowMs: 86_400_000 } }],
    ['two keys', { ...good, hashKeys: [key, { ...key, id: 'k0' }] }],
    ['an adapter', { ...good, client: { call() {}, close() {} } }],
  ])('accepts %s', (_, options) => {
    expect(findOptionProblems(options, 'default')).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['missing options', undefined, 'the options must be an object'],
    ['missing credentials', { hashKeys: [key] }, '`credentials` is missing'],
    [
      'an empty secret',
      { ...good, credentials: { accessKeyId: 'id', accessKeySecret: '' } },
      '`credentials.accessKeySecret`',
    ],
    [
      'a secret that ends in a line break',
      { ...good, credentials: { accessKeyId: 'id', accessKeySecret: 'x\n' } },
      '`credentials.accessKeySecret`',
    ],
    [
      'a credentials provider without its method',
      { ...good, credentials: { getCredential: 'now' } },
      '`credentials.getCredential` must be a method',
    ],
    ['credentials that are a word', { ...good, credentials: 'default' }, '`credentials` must be {'],
    [
      'a proxy without a scheme',
      { ...good, http: { proxy: 'proxy.example.com:3128' } },
      '`http.proxy` must be http://host:port',
    ],
    [
      'a pool size for the vendor’s SDK, which has no pool',
      { ...good, client: 'sdk', http: { maxConnections: 8 } },
      '`http.maxConnections` has no effect with the vendor’s SDK',
    ],
    [
      'a limit of attempts without a window',
      { ...good, maxAttemptsPerUser: { count: 5 } },
      '`maxAttemptsPerUser.windowMs` is missing',
    ],
    ['an empty ring of hash keys', { ...good, hashKeys: [] }, '`hashKeys` must be at least one'],
    [
      'a hash key that is too short',
      { ...good, hashKeys: [{ id: 'k', secret: 'short' }] },
      '`hashKeys[0].secret` must be at least 32 random characters',
    ],
    [
      'a hash key of one letter',
      { ...good, hashKeys: [{ id: 'k', secret: 's'.repeat(64) }] },
      '`hashKeys[0].secret` must be at least 32 random characters that do not repeat',
    ],
    [
      'a callback key that repeats itself',
      {
        ...good,
        callback: { url: 'https://example.com', keys: [{ id: 'k', secret: 'password1!'.repeat(4) }] },
      },
      '`callback.keys[0].secret` must be at least 32 random characters that do not repeat',
    ],
    ['a key id with a colon', { ...good, hashKeys: [{ ...key, id: 'a:b' }] }, '`hashKeys[0].id`'],
    [
      'two keys with the same id',
      { ...good, hashKeys: [key, key] },
      '`hashKeys` has two keys with the same id',
    ],
    [
      'a callback URL with http',
      { ...good, callback: { url: 'http://example.com', keys: [key] } },
      '`callback.url` must be an https address',
    ],
    [
      'a callback without keys',
      { ...good, callback: { url: 'https://example.com' } },
      '`callback.keys` is missing',
    ],
    ['an unknown region', { ...good, region: 'mars' }, '`region` must be one of cn-hongkong'],
    ['an unknown network', { ...good, network: 'internal' }, '`network` must be one of public, vpc'],
    [
      'the emulator outside the sandbox',
      { ...good, endpoint: 'http://127.0.0.1:4010' },
      'needs `sandbox: true`',
    ],
    [
      'the emulator without its scheme',
      { ...good, sandbox: true, endpoint: 'localhost:4010' },
      '`endpoint` must begin with http:// or https:// together with `sandbox: true`',
    ],
    [
      'an endpoint with a path',
      { ...good, endpoint: 'https://example.com/api' },
      '`endpoint` must be a host',
    ],
    [
      'an endpoint with a password',
      { ...good, endpoint: 'https://u:p@example.com' },
      '`endpoint` must be a host',
    ],
    [
      'an endpoint of another protocol',
      { ...good, endpoint: 'ftp://example.com' },
      '`endpoint` must be https',
    ],
    ['a sandbox that is a word', { ...good, sandbox: 'true' }, '`sandbox` must be one of true, false'],
    [
      'a request timeout that is too short',
      { ...good, requestTimeoutMs: 99 },
      '`requestTimeoutMs` must be a whole number from 100 to 60000',
    ],
    ['a misspelt option', { ...good, regoin: 'cn-hongkong' }, '`regoin` is not an option'],
    [
      'a misspelt credential',
      { ...good, credentials: { ...good.credentials, secret: 'x' } },
      '`credentials.secret` is not an option',
    ],
    [
      'a static option inside the factory',
      { ...good, isGlobal: true },
      '`isGlobal` must stand beside the factory',
    ],
    ['a pool without connections', { ...good, http: { maxConnections: 0 } }, '`http.maxConnections` must be'],
    [
      'a ping interval that is not shorter than the keep-alive time',
      { ...good, http: { keepAliveMs: 10_000, keepAlivePingMs: 10_000 } },
      '`http.keepAlivePingMs` must be less than `http.keepAliveMs`',
    ],
    [
      'a certificate that is a path',
      { ...good, http: { ca: '/etc/ca.pem' } },
      '`http.ca` must be one or more certificates',
    ],
    [
      'attempts that count for longer than they are kept',
      { ...good, maxAttemptsPerUser: { count: 3, windowMs: 30 * DAY_MS + 1 }, retentionDays: 30 },
      '`maxAttemptsPerUser.windowMs` must not exceed `retentionDays`',
    ],
    [
      'attempts that count for longer than the default retention',
      { ...good, maxAttemptsPerUser: { count: 3, windowMs: 366 * DAY_MS } },
      '`maxAttemptsPerUser.windowMs` must not exceed `retentionDays` (default 365)',
    ],
    ['an unknown client', { ...good, client: 'grpc' }, "`client` must be 'native'"],
    [
      'an unknown treatment of user ids',
      { ...good, merchantUserId: 'md5' },
      '`merchantUserId` must be one of hash, plain',
    ],
  ])('refuses %s', (_, options, problem) => {
    expect(findOptionProblems(options, 'default').join('\n')).toContain(problem);
  });

  it('reports every problem at once', () => {
    expect(findOptionProblems({ region: 'mars', network: 'moon' }, 'default')).toHaveLength(4);
  });

  it('never shows a value, which may be a secret', () => {
    const secret = 'S3CRET';
    const bad = {
      credentials: {
        accessKeyId: `${secret} `,
        accessKeySecret: `${secret}\n`,
        securityToken: `${secret}\t`,
      },
      hashKeys: [{ id: `${secret}!`, secret }],
      callback: { url: `http://${secret}`, keys: [{ id: `${secret}!`, secret }] },
      endpoint: `http://${secret}`,
      region: secret,
      client: secret,
      http: { ca: secret, proxy: `http://${secret}:${secret}@host/${secret}` },
    };

    expect(findOptionProblems(bad, `${secret}!`).join('\n')).not.toContain(secret);
  });

  it('requires an instance name of letters, digits, `_` or `-`', () => {
    expect(findOptionProblems(good, 'kyc-asia_2')).toEqual([]);
    expect(findOptionProblems(good, 'kyc asia')).toEqual([
      '`name` must be 1 to 64 letters, digits, `_` or `-`',
    ]);
  });
});
