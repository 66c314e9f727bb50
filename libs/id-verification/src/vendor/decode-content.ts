import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

/** The content codings of RFC 9110, 8.4.1 that Node decodes, and Brotli. */
const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** The maximum number of codings of one response. */
const MAX_CODINGS = 3;

/**
 * Decodes the content codings of a body, the last one first. Requests accept only `identity`, but a gateway may
 * compress a response all the same.
 *
 * @param header the value of `Content-Encoding`, a case-insensitive list
 * @returns undefined for an unknown coding or an invalid body
 * @throws RangeError for more than `maxBytes`
 */
export async function decodeContent(
  bytes: Uint8Array,
  header: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const codings = header
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (!codings.every(isKnown) || codings.length > MAX_CODINGS) return undefined;
  let decoded = bytes;
  for (const coding of codings.toReversed()) {
    try {
      decoded = await DECODERS[coding](decoded, { maxOutputLength: maxBytes });
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return undefined;
    }
  }
  return decoded;
}

function isKnown(coding: string): coding is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, coding);
}
