import type { ResolvedOptions } from '../options/id-verification-options.js';
import { keyedHashes } from './keys.js';

/** A MerchantBizId under every hash key, the current one first: it stands for an id whose verification is deleted. */
export function merchantBizIdHashes(
  merchantBizId: string,
  { hashKeys }: Pick<ResolvedOptions, 'hashKeys'>,
): readonly [string, ...string[]] {
  return keyedHashes(hashKeys, 'erasure', merchantBizId);
}
