import type { ResolvedOptions } from '../options/id-verification-options.js';
import { currentKey, keyedHash } from './keys.js';

/**
 * A hash of the AccessKey id and the endpoint, to compare account and region. Equal hashes mean the same account and
 * region; different ones may be different keys of one account. Null if the credentials come from a provider.
 */
export function vendorAccount({
  credentials,
  endpoint,
  hashKeys,
}: Pick<ResolvedOptions, 'credentials' | 'endpoint' | 'hashKeys'>): string | null {
  if (!('accessKeyId' in credentials)) return null;
  return keyedHash(currentKey(hashKeys), 'vendor-account', `${credentials.accessKeyId}\0${endpoint.host}`);
}
