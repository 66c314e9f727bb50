import type { ResolvedOptions } from '../options/id-verification-options.js';
import { currentKey, keyedHash } from './keys.js';

/** A MerchantBizId under every hash key, the current one first: it stands for an id whose verification is deleted. */
export function merchantBizIdHashes(
  merchantBizId: string,
  { hashKeys }: Pick<ResolvedOptions, 'hashKeys'>,
): readonly [string, ...string[]] {
  const hash = (key: (typeof hashKeys)[number]): string => keyedHash(key, 'erasure', merchantBizId);
  return [hash(currentKey(hashKeys)), ...hashKeys.slice(1).map(hash)];
}
