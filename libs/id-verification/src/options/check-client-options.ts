import { CLOUDAUTH_REGIONS, resolveEndpoint } from '../contract/endpoint.js';
import { DEFAULT_KEEP_ALIVE_MS } from './resolved-client-options.js';
import { isRecord, isVisibleAscii, oneOf, range, unknownKeys, type Unknowns } from './option-checks.js';

/** The options that say how the vendor is reached. */
export const CLIENT_OPTIONS = [
  'credentials',
  'region',
  'network',
  'endpoint',
  'client',
  'sandbox',
  'callTimeoutMs',
  'connections',
] as const;

/** What the vendor's SDK has no working option for, or no connections that would stay. */
const NATIVE_CONNECTION_OPTIONS = [
  'maxConnections',
  'keepAliveMs',
  'warmUp',
  'keepAlivePingMs',
  'proxy',
] as const;

/** Every problem of {@link CLIENT_OPTIONS}. */
export function clientOptionProblems(options: Unknowns): string[] {
  return [
    ...credentialProblems(options['credentials']),
    ...oneOf(options, 'region', CLOUDAUTH_REGIONS),
    ...oneOf(options, 'network', ['public', 'vpc']),
    ...oneOf(options, 'sandbox', [true, false]),
    ...endpointProblems(options),
    ...clientProblems(options['client']),
    ...range(options, 'callTimeoutMs', 100, 60_000),
    ...connectionProblems(options['connections'], isSdk(options['client'])),
  ];
}

function credentialProblems(value: unknown): string[] {
  if (typeof value === 'function') return [];
  if (!isRecord(value)) {
    return [
      '`credentials` is missing: give { accessKeyId, accessKeySecret }, a provider with a getCredential method, or a function that makes one',
    ];
  }
  if ('getCredential' in value) {
    const isProvider = typeof value['getCredential'] === 'function';
    return isProvider ? [] : ['`credentials.getCredential` must be a method'];
  }
  return [
    ...unknownKeys(value, 'credentials.', ['accessKeyId', 'accessKeySecret', 'securityToken']),
    ...['accessKeyId', 'accessKeySecret', 'securityToken']
      .filter((key) => !(key === 'securityToken' && value[key] === undefined))
      .filter((key) => !isVisibleAscii(value[key]))
      .map((key) => `\`credentials.${key}\` must be a non-empty string without spaces`),
  ];
}

function endpointProblems(options: Unknowns): string[] {
  const { endpoint, sandbox } = options;
  if (endpoint === undefined) return [];
  const shape = '`endpoint` must be a host, host:port or origin (https://host:port) without a path';
  if (!isVisibleAscii(endpoint)) return [shape];
  try {
    const url = resolveEndpoint({ region: 'cn-hongkong', network: 'public', endpoint });
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') return [shape];
    if (url.protocol === 'https:' || (url.protocol === 'http:' && sandbox === true)) return [];
    return ['`endpoint` must be https; plain http is for the emulator and needs `sandbox: true`'];
  } catch {
    return [shape];
  }
}

function isSdk(client: unknown): boolean {
  return client === 'sdk' || (isRecord(client) && 'sdk' in client);
}

function clientProblems(value: unknown): string[] {
  if (value === undefined || value === 'native' || isSdk(value)) return [];
  if (isRecord(value) && typeof value['call'] === 'function' && typeof value['close'] === 'function')
    return [];
  return ["`client` must be 'native', 'sdk', { sdk } or an object with the methods call and close"];
}

function connectionProblems(value: unknown, withSdk: boolean): string[] {
  if (value === undefined) return [];
  if (!isRecord(value)) return ['`connections` must be an object'];
  return [
    ...unknownKeys(value, 'connections.', [...NATIVE_CONNECTION_OPTIONS, 'ca']),
    ...NATIVE_CONNECTION_OPTIONS.filter((key) => withSdk && value[key] !== undefined).map(
      (key) =>
        `\`connections.${key}\` does nothing with the vendor’s SDK: leave it out or set \`client: 'native'\``,
    ),
    ...range(value, 'maxConnections', 1, 1_000, 'connections.'),
    ...range(value, 'keepAliveMs', 1_000, 600_000, 'connections.'),
    ...range(value, 'warmUp', 0, 1_000, 'connections.'),
    ...range(value, 'keepAlivePingMs', 100, 600_000, 'connections.'),
    ...pingProblems(value),
    ...caProblems(value['ca']),
    ...proxyProblems(value['proxy']),
  ];
}

function pingProblems({ keepAlivePingMs, keepAliveMs = DEFAULT_KEEP_ALIVE_MS }: Unknowns): string[] {
  if (keepAlivePingMs === undefined || Number(keepAlivePingMs) < Number(keepAliveMs)) return [];
  return [
    `\`connections.keepAlivePingMs\` must be less than \`connections.keepAliveMs\` (default ${DEFAULT_KEEP_ALIVE_MS}): the connection would be closed before the ping`,
  ];
}

function caProblems(ca: unknown): string[] {
  if (ca === undefined || (typeof ca === 'string' && ca.includes('BEGIN CERTIFICATE'))) return [];
  return ['`connections.ca` must be one or more certificates in PEM form'];
}

function proxyProblems(proxy: unknown): string[] {
  if (proxy === undefined || (isVisibleAscii(proxy) && isProxyUrl(proxy))) return [];
  return [
    '`connections.proxy` must be http://host:port or https://host:port, with user:password@ (percent-encoded) before the host if the proxy asks for it, and without a path',
  ];
}

function isProxyUrl(proxy: string): boolean {
  try {
    const { protocol, username, password, pathname, search, hash } = new URL(proxy);
    // The client decodes them; what cannot be decoded would fail at the first call instead of here.
    decodeURIComponent(username + password);
    return ['http:', 'https:'].includes(protocol) && pathname === '/' && search === '' && hash === '';
  } catch {
    return false;
  }
}
