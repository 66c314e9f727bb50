import { expect } from 'vitest';

const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/** How long parameters are as a query, counted by RFC 3986 byte by byte. */
export function encodedLength(parameters: Readonly<Record<string, string>>): number {
  const pairs = Object.entries(parameters).map(([name, value]) => lengthOf(name) + 1 + lengthOf(value));
  return pairs.reduce((sum, length) => sum + length, pairs.length - 1);
}

function lengthOf(text: string): number {
  const bytes = [...Buffer.from(text)];
  return bytes.reduce((sum, byte) => sum + (UNRESERVED.test(String.fromCodePoint(byte)) ? 1 : 3), 0);
}

/** MetaInfo that holds the given text and makes all parameters together exactly so long, and longer by `extra`. */
export function metaInfoOfLength(
  total: number,
  text: string,
  others: Readonly<Record<string, string>>,
  extra = 0,
): string {
  const withPadding = (length: number) => JSON.stringify({ text, padding: 'x'.repeat(length) });
  const missing = total - encodedLength({ ...others, MetaInfo: withPadding(0) });
  return withPadding(missing + extra);
}

/** The longest query that the library sends unless an option says otherwise. */
export const DEFAULT_LIMIT = 8_000;

/** Every parameter but MetaInfo as the vendor gets it for a request of the least parameters. */
export function requiredParameters(merchantBizId: string): Readonly<Record<string, string>> {
  return {
    ProductCode: 'FACE_LIVENESS',
    MerchantBizId: merchantBizId,
    MerchantUserId: 'f'.repeat(64),
    SecurityLevel: '02',
  };
}

/** The refusal of a query that is too long; it says both lengths. */
export function refusalForLength(length: number, limit: number): object {
  return {
    field: 'metaInfo',
    rule: 'maxQueryLength',
    message: expect.stringMatching(new RegExp(`\\b${length}\\b.*\\b${limit}\\b`)),
  };
}
