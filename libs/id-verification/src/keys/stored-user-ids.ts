import type { ResolvedOptions } from '../options/id-verification-options.js';
import { keyedHash } from './keys.js';

/**
 * A user's id hashed with every key, the current one first: a row has the hash by the key that was current when it was
 * inserted.
 */
export function storedUserIds(
  merchantUserId: string,
  options: Pick<ResolvedOptions, 'merchantUserId' | 'hashKeys'>,
): string[] {
  if (options.merchantUserId === 'plain') return [merchantUserId];
  return options.hashKeys.map((key) => keyedHash(key, 'merchant-user-id', merchantUserId));
}
