import { createHmac } from 'node:crypto';
import type { NamedKey } from '../options/key-ring.option.js';

/** The first key is the one to make new values with. */
export function currentKey(ring: readonly NamedKey[]): NamedKey {
  const [current] = ring;
  if (current === undefined) throw new Error('a key ring holds at least one key');
  return current;
}

/** What a hash is for; part of what is hashed, so that a hash made for one purpose is worthless for another. */
export type HashPurpose =
  'merchant-user-id' | 'request-fingerprint' | 'callback-token' | 'erasure' | 'vendor-account';

/** HMAC-SHA256 under a named key, as 64 lower-case hexadecimal digits. */
export function keyedHash(key: NamedKey, purpose: HashPurpose, value: string): string {
  return createHmac('sha256', key.secret).update(`${purpose}\0${value}`).digest('hex');
}
