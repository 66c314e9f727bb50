import { isObject } from '../validation/json-object.js';
import { Option, text, value } from './option.js';
import { OptionTable } from './option-table.js';

/**
 * A named secret. In a list of keys the first key is used for new values, and all keys for existing values. To rotate,
 * add a new key as the last in every process, then move it to the front. Keep the old ones until no stored value refers
 * to them.
 *
 * @publicApi
 */
export interface NamedKey {
  /** 1 to 32 letters, digits, `_` or `-`; stored with each value that the key made, so never reuse it. */
  readonly id: string;
  /** At least 32 characters of randomness, for example from `openssl rand -hex 32`. */
  readonly secret: string;
}

const KEY = new OptionTable({
  id: text('1 to 32 letters, digits, `_` or `-`', /^[A-Za-z0-9_-]{1,32}$/),
  secret: value<string>(
    'at least 32 random characters that do not repeat; make them with: openssl rand -hex 32',
    (secret) => typeof secret === 'string' && secret.length >= 32 && isRandom(secret),
  ),
}).asOption<NamedKey, NamedKey>();

/** A ring of {@link NamedKey}s. */
export function keyRing(): Option<readonly NamedKey[]> {
  return new Option<readonly NamedKey[]>({
    expected: 'at least one { id, secret }, the current one first',
    accepts: (ring) => Array.isArray(ring) && ring.length > 0,
    inner: (ring, name) => (Array.isArray(ring) ? ringProblems(ring, name) : []),
    resolve: (ring) => ring,
  });
}

function ringProblems(ring: readonly unknown[], name: string): string[] {
  const ids = ring.map((key) => (isObject(key) ? key['id'] : undefined));
  return [
    ...ring.flatMap((key, index) => KEY.problems(key, `${name}[${index}]`)),
    ...(new Set(ids).size < ids.length ? [`\`${name}\` has two keys with the same id`] : []),
  ];
}

/**
 * 32 random hexadecimal digits have fewer than 8 distinct ones once in 28 million times; typed text fails much sooner.
 */
function isRandom(secret: string): boolean {
  return new Set(secret).size >= 8 && !/^(.+)\1+$/s.test(secret);
}
