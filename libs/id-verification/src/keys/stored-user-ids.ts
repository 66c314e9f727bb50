import type { ResolvedOptions } from '../options/id-verification-options.js';
import { keyedHashes } from './keys.js';

/** A user's id as it is stored: hashed with every key, the current one first. */
export function storedUserIds(
  merchantUserId: string,
  options: Pick<ResolvedOptions, 'merchantUserId' | 'hashKeys'>,
): readonly [string, ...string[]] {
  if (options.merchantUserId === 'plain') return [merchantUserId];
  return keyedHashes(options.hashKeys, 'merchant-user-id', merchantUserId);
}
