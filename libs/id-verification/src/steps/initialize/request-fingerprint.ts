import { keyedHash } from '../../keys/keys.js';
import type { NamedKey } from '../../options/key-ring.option.js';
import type { InitializeVerificationDto } from './initialize-verification.dto.js';

/**
 * A keyed hash over the caller's parameters. Two requests with one fingerprint are the same request; no parameter can
 * be recovered from it. MetaInfo is left out: it describes the device, and a client collects it anew for each attempt.
 */
export function requestFingerprint(
  key: NamedKey,
  request: InitializeVerificationDto,
  metadata: Readonly<Record<string, string>>,
): string {
  const { extraParameters = {}, ...parameters } = request;
  const content = [{ ...parameters, metaInfo: undefined }, extraParameters, metadata].map(sortedEntries);
  return keyedHash(key, 'request-fingerprint', JSON.stringify(content));
}

function sortedEntries(map: object): [string, unknown][] {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
