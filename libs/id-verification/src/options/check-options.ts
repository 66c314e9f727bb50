import { CLOUDAUTH_REGIONS, resolveEndpoint } from '../cloudauth/endpoint.js';
import { isHttpsUrl } from '../validation/https-url.js';

/**
 * Options come from configuration files and environment variables, so that their types prove nothing: they are
 * looked at as unknown values.
 */
type Unknowns = Readonly<Record<string, unknown>>;

const KNOWN_OPTIONS = [
  'credentials',
  'hashKeys',
  'callback',
  'region',
  'network',
  'endpoint',
  'client',
  'sandbox',
  'merchantUserId',
  'callTimeoutMs',
  'maxQueryLength',
  'connections',
] as const;

/** Set beside the factory of `forRootAsync`, because Nest needs them before the factory runs. */
const STATIC_OPTIONS = ['isGlobal', 'name', 'dataSource', 'callbackPath'];

/** Every problem of the options, each as a sentence that names the option and the fix, and never its value. */
export function findOptionProblems(value: unknown, instance: string): string[] {
  if (!isRecord(value)) return ['the options must be an object'];
  return [
    ...(/^[A-Za-z0-9_-]{1,64}$/.test(instance) ? [] : ['`name` must be 1 to 64 letters, digits, `_` or `-`']),
    ...unknownKeys(value, '', KNOWN_OPTIONS),
    ...credentialProblems(value['credentials']),
    ...keyRingProblems(value['hashKeys'], 'hashKeys'),
    ...callbackProblems(value['callback']),
    ...oneOf(value, 'region', CLOUDAUTH_REGIONS),
    ...oneOf(value, 'network', ['public', 'vpc']),
    ...oneOf(value, 'merchantUserId', ['hash', 'plain']),
    ...oneOf(value, 'sandbox', [true, false]),
    ...endpointProblems(value),
    ...clientProblems(value['client']),
    ...range(value, 'callTimeoutMs', 100, 60_000),
    ...range(value, 'maxQueryLength', 1_000, 60_000),
    ...connectionProblems(value['connections']),
  ];
}

function unknownKeys(value: Unknowns, prefix: string, known: readonly string[]): string[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) =>
      prefix === '' && STATIC_OPTIONS.includes(key)
        ? `\`${key}\` must stand beside the factory (forRootAsync({ ${key}, useFactory })), not in what it returns`
        : `\`${prefix}${key}\` is not an option; known are ${known.join(', ')}`,
    );
}

function credentialProblems(value: unknown): string[] {
  if (!isRecord(value)) return ['`credentials` is missing: give { accessKeyId, accessKeySecret }'];
  return [
    ...unknownKeys(value, 'credentials.', ['accessKeyId', 'accessKeySecret', 'securityToken']),
    ...['accessKeyId', 'accessKeySecret', 'securityToken']
      .filter((key) => !(key === 'securityToken' && value[key] === undefined))
      .filter((key) => !isVisibleAscii(value[key]))
      .map((key) => `\`credentials.${key}\` must be a non-empty string without spaces`),
  ];
}

function keyRingProblems(value: unknown, path: string): string[] {
  if (!Array.isArray(value) || value.length === 0) {
    return [`\`${path}\` is missing: give at least one { id, secret }, the current one first`];
  }
  const keys: unknown[] = value;
  const ids = keys.map((key) => (isRecord(key) ? key['id'] : undefined));
  return [
    ...keys.flatMap((key, index) => namedKeyProblems(key, `${path}[${index}]`)),
    ...(new Set(ids).size < ids.length ? [`\`${path}\` has two keys with the same id`] : []),
  ];
}

function namedKeyProblems(key: unknown, path: string): string[] {
  if (!isRecord(key)) return [`\`${path}\` must be { id, secret }`];
  const { id, secret } = key;
  return [
    ...(typeof id === 'string' && /^[A-Za-z0-9_-]{1,32}$/.test(id)
      ? []
      : [`\`${path}.id\` must be 1 to 32 letters, digits, \`_\` or \`-\``]),
    ...(typeof secret === 'string' && secret.length >= 32
      ? []
      : [`\`${path}.secret\` must have at least 32 characters; make one with: openssl rand -hex 32`]),
  ];
}

function callbackProblems(value: unknown): string[] {
  if (value === undefined) return [];
  if (!isRecord(value)) return ['`callback` must be { url, keys }'];
  return [
    ...unknownKeys(value, 'callback.', ['url', 'keys']),
    ...(isHttpsUrl(value['url'])
      ? []
      : ['`callback.url` must be an https address without user name, password or fragment']),
    ...keyRingProblems(value['keys'], 'callback.keys'),
  ];
}

function endpointProblems(options: Unknowns): string[] {
  const { endpoint, sandbox } = options;
  if (endpoint === undefined) return [];
  const shape = '`endpoint` must be a host, host:port or origin (https://host:port) without a path';
  if (typeof endpoint !== 'string' || !/^[\x21-\x7e]+$/.test(endpoint)) return [shape];
  try {
    const url = resolveEndpoint({ region: 'cn-hongkong', network: 'public', endpoint });
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') return [shape];
    if (url.protocol === 'https:' || (url.protocol === 'http:' && sandbox === true)) return [];
    return ['`endpoint` must be https; plain http is for the emulator and needs `sandbox: true`'];
  } catch {
    return [shape];
  }
}

function clientProblems(value: unknown): string[] {
  if (value === undefined || value === 'native') return [];
  if (isRecord(value) && typeof value['call'] === 'function' && typeof value['close'] === 'function')
    return [];
  return ["`client` must be 'native' or an object with the methods call and close"];
}

function connectionProblems(value: unknown): string[] {
  if (value === undefined) return [];
  if (!isRecord(value)) return ['`connections` must be an object'];
  const { ca } = value;
  return [
    ...unknownKeys(value, 'connections.', ['maxConnections', 'keepAliveMs', 'ca']),
    ...range(value, 'maxConnections', 1, 1_000, 'connections.'),
    ...range(value, 'keepAliveMs', 1_000, 600_000, 'connections.'),
    ...(ca === undefined || (typeof ca === 'string' && ca.includes('BEGIN CERTIFICATE'))
      ? []
      : ['`connections.ca` must be one or more certificates in PEM form']),
  ];
}

function oneOf(options: Unknowns, key: string, allowed: readonly unknown[]): string[] {
  const value = options[key];
  if (value === undefined || allowed.includes(value)) return [];
  return [`\`${key}\` must be one of ${allowed.join(', ')}`];
}

function range(options: Unknowns, key: string, least: number, most: number, prefix = ''): string[] {
  const value = options[key];
  if (value === undefined) return [];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return [];
  return [`\`${prefix}${key}\` must be a whole number from ${least} to ${most}`];
}

function isRecord(value: unknown): value is Unknowns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isVisibleAscii(value: unknown): boolean {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
