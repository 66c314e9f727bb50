import { isHttpsUrl } from '../validation/https-url.js';
import { CLIENT_OPTIONS, clientOptionProblems } from './check-client-options.js';
import { GUARD_OPTIONS, guardOptionProblems } from './check-guard-options.js';
import { WORK_OPTIONS, workOptionProblems } from './check-work-options.js';
import { isRecord, oneOf, range, unknownKeys, type Unknowns } from './option-checks.js';

const KNOWN_OPTIONS = [
  ...CLIENT_OPTIONS,
  'hashKeys',
  'callback',
  'merchantUserId',
  'maxQueryLength',
  ...GUARD_OPTIONS,
  ...WORK_OPTIONS,
] as const;

/** Set beside the factory of `forRootAsync`, because Nest needs them before the factory runs. */
const STATIC_OPTIONS = ['isGlobal', 'name', 'dataSource', 'callbackPath'];

/** Every problem of the options, each as a sentence that names the option and the fix, and never its value. */
export function findOptionProblems(value: unknown, instance: string): string[] {
  if (!isRecord(value)) return ['the options must be an object'];
  return [
    ...(/^[A-Za-z0-9_-]{1,64}$/.test(instance) ? [] : ['`name` must be 1 to 64 letters, digits, `_` or `-`']),
    ...misplacedOptions(value),
    ...unknownKeys(value, '', KNOWN_OPTIONS, STATIC_OPTIONS),
    ...clientOptionProblems(value),
    ...keyRingProblems(value['hashKeys'], 'hashKeys'),
    ...callbackProblems(value['callback']),
    ...oneOf(value, 'merchantUserId', ['hash', 'plain']),
    ...range(value, 'maxQueryLength', 1_000, 60_000),
    ...guardOptionProblems(value),
    ...workOptionProblems(value),
  ];
}

function misplacedOptions(value: Unknowns): string[] {
  return STATIC_OPTIONS.filter((key) => key in value).map(
    (key) =>
      `\`${key}\` must stand beside the factory (forRootAsync({ ${key}, useFactory })), not in what it returns`,
  );
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
    ...secretProblems(secret, `${path}.secret`),
  ];
}

function secretProblems(secret: unknown, path: string): string[] {
  const fix = 'make one with: openssl rand -hex 32';
  if (typeof secret !== 'string' || secret.length < 32) {
    return [`\`${path}\` must have at least 32 characters; ${fix}`];
  }
  return isRandomLooking(secret) ? [] : [`\`${path}\` must be random, and repeats itself; ${fix}`];
}

/** Of 32 random hexadecimal digits fewer than 8 differ once in 28 million times; a text typed by a person is seen sooner. */
function isRandomLooking(secret: string): boolean {
  return new Set(secret).size >= 8 && !/^(.+)\1+$/s.test(secret);
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
