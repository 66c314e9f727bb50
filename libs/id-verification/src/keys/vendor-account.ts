import type { ResolvedOptions } from '../options/id-verification-options.js';
import { keyedHashes } from './keys.js';

/**
 * What identifies the account, with the endpoint, hashed with every key: the `accountId` first, then the AccessKey id,
 * each with the current key first. An equal hash means the same account and region; different ones may be different
 * keys of one account. Empty if the credentials come from a provider and there is no `accountId`.
 */
export function vendorAccountHashes({
  accountId,
  credentials,
  endpoint,
  hashKeys,
}: Pick<ResolvedOptions, 'accountId' | 'credentials' | 'endpoint' | 'hashKeys'>): readonly string[] {
  const accessKeyId = 'accessKeyId' in credentials ? credentials.accessKeyId : undefined;
  return [accountId, accessKeyId].flatMap((id) =>
    id === undefined ? [] : keyedHashes(hashKeys, 'vendor-account', `${id}\0${endpoint.host}`),
  );
}

/** Whether a stored hash is known to be of this account and region; not of an account without a hash. */
export function isVendorAccount(
  stored: string | null,
  account: Parameters<typeof vendorAccountHashes>[0],
): boolean {
  return stored !== null && vendorAccountHashes(account).includes(stored);
}
