import { createHmac } from 'node:crypto';
import type { NamedKey } from '../options/key-ring.option.js';

/** The key for new values: the first one. */
export function currentKey(ring: readonly NamedKey[]): NamedKey {
  const [current] = ring;
  if (current === undefined) throw new Error('a key ring holds at least one key');
  return current;
}

/** The purpose of a hash. It is part of the hashed text, so that a hash for one purpose is not valid for another. */
export type HashPurpose =
  'merchant-user-id' | 'request-fingerprint' | 'callback-token' | 'erasure' | 'vendor-account';

/** HMAC-SHA256 under a named key, as 64 lower-case hexadecimal digits. */
export function keyedHash(key: NamedKey, purpose: HashPurpose, value: string): string {
  return createHmac('sha256', key.secret).update(`${purpose}\0${value}`).digest('hex');
}

/** The hashes under every key, the current one first: a stored hash is by the key that was current at the time. */
export function keyedHashes(
  ring: readonly NamedKey[],
  purpose: HashPurpose,
  value: string,
): readonly [string, ...string[]] {
  const hash = (key: NamedKey): string => keyedHash(key, purpose, value);
  return [hash(currentKey(ring)), ...ring.slice(1).map(hash)];
}
