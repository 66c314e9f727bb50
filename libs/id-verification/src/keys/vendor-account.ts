import type { ResolvedOptions } from '../options/id-verification-options.js';
import { currentKey, keyedHash } from './keys.js';

/**
 * What the vendor knows a caller by: a hash of the AccessKey id and the endpoint, and so of an account and a region. Two
 * equal ones are the same account and region; two different ones need not be different accounts. Null where credentials
 * are provided from outside.
 */
export function vendorAccount({
  credentials,
  endpoint,
  hashKeys,
}: Pick<ResolvedOptions, 'credentials' | 'endpoint' | 'hashKeys'>): string | null {
  if (!('accessKeyId' in credentials)) return null;
  return keyedHash(currentKey(hashKeys), 'vendor-account', `${credentials.accessKeyId}\0${endpoint.host}`);
}
