import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parseObject } from '../validation/json-object.js';
import type { CloudauthResponse } from '../contract/cloudauth-client.js';

/** A face picture in Base64 is the largest thing that a response can hold. */
export const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** Headers as Node's and undici's clients give them, with names in lower case. */
export type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

const decompress = promisify(gunzip);

const utf8 = new TextDecoder();

/** What arrived, as a response. A body that cannot be read is no failure here: status and request id still count. */
export async function readResponse(
  httpStatus: number,
  received: ReceivedHeaders,
  bytes: Uint8Array,
): Promise<CloudauthResponse> {
  const headers = singleHeaders(received);
  const text = await decode(bytes, headers['content-encoding']);
  return { httpStatus, headers, body: text === undefined ? undefined : parseObject(text) };
}

/** The first value of each header. */
export function singleHeaders(received: ReceivedHeaders): CloudauthResponse['headers'] {
  return Object.fromEntries(
    Object.entries(received).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

/** No compressed response is requested; a gateway on the way may compress one all the same, with a verdict in it. */
async function decode(bytes: Uint8Array, encoding: string | undefined): Promise<string | undefined> {
  if (bytes.length > MAX_RESPONSE_BYTES) return undefined;
  if (encoding === undefined || encoding === 'identity') return utf8.decode(bytes);
  if (!/^(x-)?gzip$/i.test(encoding)) return undefined;
  try {
    return utf8.decode(await decompress(bytes, { maxOutputLength: MAX_RESPONSE_BYTES }));
  } catch {
    return undefined;
  }
}
