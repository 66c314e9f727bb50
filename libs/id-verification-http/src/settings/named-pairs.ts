import type { NamedKey } from 'nestjs-id-verification';
import { z } from 'zod';
import type { KnownApiKey } from '../security/api-key.js';

/**
 * Keys by id: `id:secret,id2:secret2`. The first is the one in use, the others are still recognised.
 *
 * @publicApi
 */
export function keyRing() {
  return pairs(
    /^([A-Za-z0-9_-]{1,32}):([\x21-\x7e]{32,})$/,
    'is missing: give id:secret, the secret from `openssl rand -hex 32`',
    'must be id:secret pairs, separated by commas: ids of up to 32 letters, digits, _ and -, secrets of at least 32 characters from `openssl rand -hex 32`',
  ).transform((entries) => entries.map(([id, secret]): NamedKey => ({ id, secret })));
}

/**
 * Keys of callers, by their hashes: `name:sha256`, and `name:sha256:read` for one that may only read.
 *
 * @publicApi
 */
export function apiKeys() {
  return pairs(
    /^([A-Za-z0-9_-]{1,64}):([0-9A-Fa-f]{64})(:read)?$/,
    'is missing: give name:sha256 of at least one key; `node apps/sample/dist/api-key.js <name>` makes one',
    'must be name:sha256 pairs, separated by commas: names of up to 64 letters, digits, _ and -, the hash as 64 hexadecimal digits, and :read behind it for a key that may only read',
  ).transform((entries) =>
    entries.map(([name, sha256, read]): KnownApiKey => ({
      name,
      sha256: Buffer.from(sha256, 'hex'),
      readOnly: read !== undefined,
    })),
  );
}

/** A list of entries, each with up to three parts; the first is a name, which is unique. */
function pairs(entry: RegExp, whenMissing: string, whenMalformed: string) {
  const parse = (text: string) => text.split(',').map((part) => entry.exec(part.trim()));
  return z
    .string({ error: whenMissing })
    .refine((text) => parse(text).every((match) => match !== null), { error: whenMalformed, abort: true })
    .refine((text) => new Set(parse(text).map((match) => match?.[1])).size === parse(text).length, {
      error: 'names two keys alike: give each a name of its own',
    })
    .transform((text) =>
      parse(text).map((match) => [match?.[1] ?? '', match?.[2] ?? '', match?.[3]] as const),
    );
}
