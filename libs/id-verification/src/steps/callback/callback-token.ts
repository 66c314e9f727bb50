import { timingSafeEqual } from 'node:crypto';
import { currentKey, keyedHash } from '../../keys/keys.js';
import type { NamedKey } from '../../options/key-ring.option.js';

/** 32 hexadecimal digits are 128 bits. */
const MAC_LENGTH = 32;

/**
 * The CallbackToken of one verification: the row's id followed by a message authentication code over it, 64 letters and
 * digits. It is derived, not stored: a forged token is rejected without a statement.
 */
export function callbackToken(verificationId: string, keys: readonly NamedKey[]): string {
  const id = verificationId.replaceAll('-', '');
  return id + mac(id, currentKey(keys));
}

/** The verification id in a token; undefined when no key of the ring signed the token. */
export function verificationIdOf(token: string, keys: readonly NamedKey[]): string | undefined {
  const match = /^([0-9a-f]{32})([0-9a-f]{32})$/.exec(token);
  const [, id, given] = match ?? [];
  if (id === undefined || given === undefined) return undefined;
  const genuine = keys.some((key) => timingSafeEqual(Buffer.from(mac(id, key)), Buffer.from(given)));
  return genuine ? id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : undefined;
}

function mac(id: string, key: NamedKey): string {
  return keyedHash(key, 'callback-token', id).slice(0, MAC_LENGTH);
}
