import { createHash } from 'node:crypto';
import type { EnvironmentReader } from './environment-reader.js';
import { readNamedPairs } from './named-pairs.js';

/** A caller's key, of which only the hash is known here. */
export interface KnownApiKey {
  /** Whose key it is. */
  readonly name: string;
  /** SHA-256 of the key; keys are random, so that nothing slower is needed. */
  readonly sha256: Buffer;
}

/** Reads `name:sha256,name2:sha256`. */
export function readApiKeys(reader: EnvironmentReader): KnownApiKey[] {
  const pairs = readNamedPairs(reader, 'API_KEYS', {
    entry: /^([A-Za-z0-9_-]{1,64}):([0-9A-Fa-f]{64})$/,
    whenMissing:
      'is missing: give name:sha256 of at least one key; `node apps/sample/dist/api-key.js <name>` makes one',
    whenMalformed:
      'must be name:sha256 pairs, separated by commas: names of up to 64 letters, digits, _ and -, the hash as 64 hexadecimal digits',
  });
  return pairs.map(({ name, value }) => ({ name, sha256: Buffer.from(value, 'hex') }));
}

export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
