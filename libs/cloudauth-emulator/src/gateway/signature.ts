import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** What is fed to the HMAC: the scheme and the hash of the canonical request. */
export function stringToSign(canonicalRequest: string): string {
  return `ACS3-HMAC-SHA256\n${hash('sha256', canonicalRequest, 'hex')}`;
}

/** The signature of `text`, in lower-case hexadecimal. The secret is the key itself; ACS3 derives nothing from it. */
export function sign(text: string, accessKeySecret: string): string {
  return createHmac('sha256', accessKeySecret).update(text).digest('hex');
}

/** Lower-case hexadecimal SHA-256 of a body. */
export function bodyHash(body: Buffer): string {
  return body.length === 0 ? HASH_OF_NOTHING : hash('sha256', body, 'hex');
}

/** Whether two texts are the same, in a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

const HASH_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
