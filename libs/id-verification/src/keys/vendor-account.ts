import type { ResolvedOptions } from '../options/id-verification-options.js';
import { keyedHashes } from './keys.js';

/**
 * The AccessKey id and the endpoint hashed with every key, the current one first, to compare account and region. An
 * equal hash means the same account and region; different ones may be different keys of one account. Empty if the
 * credentials come from a provider.
 */
export function vendorAccountHashes({
  credentials,
  endpoint,
  hashKeys,
}: Pick<ResolvedOptions, 'credentials' | 'endpoint' | 'hashKeys'>): readonly string[] {
  if (!('accessKeyId' in credentials)) return [];
  return keyedHashes(hashKeys, 'vendor-account', `${credentials.accessKeyId}\0${endpoint.host}`);
}

/** Whether a stored hash is known to be of this account and region; not of an account without a hash. */
export function isVendorAccount(
  stored: string | null,
  account: Parameters<typeof vendorAccountHashes>[0],
): boolean {
  return stored !== null && vendorAccountHashes(account).includes(stored);
}
