import { randomBytes } from 'node:crypto';
import { hashApiKey } from './api-key.js';

/**
 * A new key for a caller, and the entry for API_KEYS by which the application knows it.
 *
 * @publicApi
 */
export interface NewApiKey {
  readonly key: string;
  readonly entry: string;
}

/**
 * Makes a key.
 *
 * @throws RangeError for a name that API_KEYS cannot hold
 * @publicApi
 */
export function newApiKey(name: string): NewApiKey {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    throw new RangeError('The name of a key must have 1 to 64 letters, digits, _ or -');
  }
  const key = `idv_${randomBytes(32).toString('base64url')}`;
  return { key, entry: `${name}:${hashApiKey(key).toString('hex')}` };
}
