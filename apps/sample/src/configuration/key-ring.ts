import type { NamedKey } from 'nestjs-id-verification';
import type { EnvironmentReader } from './environment-reader.js';
import { readNamedPairs } from './named-pairs.js';
import type { SettingName } from './setting-names.js';

/** Reads `id:secret,id2:secret2`; the first key is the one in use, the others are still recognised. */
export function readKeyRing(reader: EnvironmentReader, setting: SettingName): NamedKey[] {
  const pairs = readNamedPairs(reader, setting, {
    entry: /^([A-Za-z0-9_-]{1,32}):([\x21-\x7e]{32,})$/,
    whenMissing: 'is missing: give id:secret, the secret from `openssl rand -hex 32`',
    whenMalformed:
      'must be id:secret pairs, separated by commas: ids of up to 32 letters, digits, _ and -, secrets of at least 32 characters from `openssl rand -hex 32`',
  });
  return pairs.map(({ name, value }) => ({ id: name, secret: value }));
}
