import { timingSafeEqual } from 'node:crypto';
import { hashApiKey, type KnownApiKey } from './api-key.js';

/**
 * The known key that was presented. Hashes are compared, every one of them and each in constant time, so that the
 * the time reveals nothing about a key or its place in the list.
 */
export function findApiKey(known: readonly KnownApiKey[], presented: string): KnownApiKey | undefined {
  const sha256 = hashApiKey(presented);
  const matches = known.map((key) => timingSafeEqual(key.sha256, sha256));
  return known[matches.indexOf(true)];
}
