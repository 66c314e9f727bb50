import { describe, expect, it } from 'vitest';
import { findOptionProblems } from './check-options.js';

const key = { id: 'k1', secret: 'hash-key-of-the-tests-0123456789ab' };
const good = { credentials: { accessKeyId: 'id', accessKeySecret: 'secret' }, hashKeys: [key] };
const pem = '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----';

describe('options', () => {
  it.each<[string, object]>([
    ['the required ones alone', good],
    ['a region and network', { ...good, region: 'ap-southeast-1', network: 'vpc' }],
    ['a callback', { ...good, callback: { url: 'https://example.com/callback', keys: [key] } }],
    ['a host as endpoint', { ...good, endpoint: 'gateway.example.com:8443' }],
    ['an origin as endpoint', { ...good, endpoint: 'https://gateway.example.com' }],
    ['the emulator in the sandbox', { ...good, sandbox: true, endpoint: 'http://127.0.0.1:4010' }],
    ['limits at their edges', { ...good, callTimeoutMs: 100, maxQueryLength: 60_000 }],
    ['connections', { ...good, connections: { maxConnections: 1, keepAliveMs: 1_000, ca: pem } }],
    ['warm connections', { ...good, connections: { warmUp: 8, keepAlivePingMs: 5_000 } }],
    ['a proxy', { ...good, connections: { proxy: 'https://user:p%40ss@proxy.example.com:3128' } }],
    ['a provider of credentials', { ...good, credentials: { async getCredential() {} } }],
    ['a function that makes one', { ...good, credentials: () => ({ async getCredential() {} }) }],
    ['the vendor’s SDK', { ...good, client: 'sdk', connections: { ca: pem } }],
    ['the module of the vendor’s SDK', { ...good, client: { sdk: {} } }],
    ['two keys', { ...good, hashKeys: [key, { ...key, id: 'k0' }] }],
    ['an adapter', { ...good, client: { call() {}, close() {} } }],
  ])('with %s are taken', (_, options) => {
    expect(findOptionProblems(options, 'default')).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'the options must be an object'],
    ['no credentials', { hashKeys: [key] }, '`credentials` is missing'],
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
      'a provider without its method',
      { ...good, credentials: { getCredential: 'now' } },
      '`credentials.getCredential` must be a method',
    ],
    ['credentials that are a word', { ...good, credentials: 'default' }, '`credentials` is missing'],
    [
      'a proxy without a scheme',
      { ...good, connections: { proxy: 'proxy.example.com:3128' } },
      '`connections.proxy` must be http://host:port',
    ],
    [
      'a pool for the vendor’s SDK, which has none',
      { ...good, client: 'sdk', connections: { maxConnections: 8 } },
      '`connections.maxConnections` does nothing with the vendor’s SDK',
    ],
    ['no hash keys', { ...good, hashKeys: [] }, '`hashKeys` is missing'],
    [
      'a short hash key',
      { ...good, hashKeys: [{ id: 'k', secret: 'short' }] },
      '`hashKeys[0].secret` must have at least 32',
    ],
    [
      'a hash key of one letter',
      { ...good, hashKeys: [{ id: 'k', secret: 's'.repeat(64) }] },
      '`hashKeys[0].secret` must be random, and repeats itself',
    ],
    [
      'a callback key that says the same again',
      {
        ...good,
        callback: { url: 'https://example.com', keys: [{ id: 'k', secret: 'password1!'.repeat(4) }] },
      },
      '`callback.keys[0].secret` must be random, and repeats itself',
    ],
    ['a key id with a colon', { ...good, hashKeys: [{ ...key, id: 'a:b' }] }, '`hashKeys[0].id`'],
    ['one key id twice', { ...good, hashKeys: [key, key] }, '`hashKeys` has two keys with the same id'],
    [
      'a callback by http',
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
      'no time for a call',
      { ...good, callTimeoutMs: 99 },
      '`callTimeoutMs` must be a whole number from 100 to 60000',
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
    [
      'no connections',
      { ...good, connections: { maxConnections: 0 } },
      '`connections.maxConnections` must be',
    ],
    [
      'a ping that comes after the end of the connection',
      { ...good, connections: { keepAliveMs: 10_000, keepAlivePingMs: 10_000 } },
      '`connections.keepAlivePingMs` must be less than `connections.keepAliveMs`',
    ],
    [
      'a certificate that is a path',
      { ...good, connections: { ca: '/etc/ca.pem' } },
      '`connections.ca` must be one or more certificates',
    ],
    ['an unknown client', { ...good, client: 'grpc' }, "`client` must be 'native'"],
    [
      'another way with user ids',
      { ...good, merchantUserId: 'md5' },
      '`merchantUserId` must be one of hash, plain',
    ],
  ])('with %s are refused', (_, options, problem) => {
    expect(findOptionProblems(options, 'default').join('\n')).toContain(problem);
  });

  it('name every problem at once', () => {
    expect(findOptionProblems({ region: 'mars', network: 'moon' }, 'default')).toHaveLength(4);
  });

  it('never show a value, which might be a secret', () => {
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
      connections: { ca: secret, proxy: `http://${secret}:${secret}@host/${secret}` },
    };

    expect(findOptionProblems(bad, `${secret}!`).join('\n')).not.toContain(secret);
  });

  it('need a name of letters, digits, `_` or `-` for an instance', () => {
    expect(findOptionProblems(good, 'kyc-asia_2')).toEqual([]);
    expect(findOptionProblems(good, 'kyc asia')).toEqual([
      '`name` must be 1 to 64 letters, digits, `_` or `-`',
    ]);
  });
});
