import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** 256 bits in the form that a token has in a link. */
export const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A token that cannot be guessed. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** By what a token is found, without being stored. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** By what the device is known again that came with the token, without its MetaInfo being stored. */
export function hashDevice(token: string, metaInfo: string): Buffer {
  return createHmac('sha256', keyOf(token, 'device')).update(metaInfo).digest();
}

/** Encrypts a text so that only the token opens it again. */
export function seal(token: string, text: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(token, 'invitation'), iv);
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), encrypted]);
}

/** @throws Error for another token, or a text that was changed */
export function unseal(token: string, sealed: Buffer): string {
  const decipher = createDecipheriv(CIPHER, keyOf(token, 'invitation'), sealed.subarray(0, IV_BYTES));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}

/** Independent of the hash that is stored, and of the key for any other purpose. */
function keyOf(token: string, purpose: 'invitation' | 'device'): Buffer {
  return Buffer.from(hkdfSync('sha256', token, '', purpose, 32));
}
