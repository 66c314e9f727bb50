import type { ResolvedOptions } from '../options/id-verification-options.js';
import { keyedHash } from './keys.js';

/** A user's id under every key of the ring, the current one first: rows keep the hash of the key that was current for them. */
export function storedUserIds(
  merchantUserId: string,
  options: Pick<ResolvedOptions, 'merchantUserId' | 'hashKeys'>,
): string[] {
  if (options.merchantUserId === 'plain') return [merchantUserId];
  return options.hashKeys.map((key) => keyedHash(key, 'merchant-user-id', merchantUserId));
}
