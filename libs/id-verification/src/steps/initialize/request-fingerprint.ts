import { keyedHash } from '../../keys/keys.js';
import type { NamedKey } from '../../options/key-ring.option.js';
import type { InitializeVerificationDto } from './initialize-verification.dto.js';

/**
 * A keyed hash over the caller's parameters. Two requests with one fingerprint are the same request; no parameter can
 * be recovered from it.
 */
export function requestFingerprint(
  key: NamedKey,
  request: InitializeVerificationDto,
  metadata: Readonly<Record<string, string>>,
): string {
  const { extraParameters = {}, ...parameters } = request;
  const content = [parameters, extraParameters, metadata].map(sortedEntries);
  return keyedHash(key, 'request-fingerprint', JSON.stringify(content));
}

function sortedEntries(map: object): [string, unknown][] {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
