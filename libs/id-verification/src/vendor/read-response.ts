import { parseObject, type JsonObject } from '../validation/json-object.js';
import type { CloudauthResponse } from '../contract/cloudauth-client.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { decodeContent } from './decode-content.js';

/** The maximum size of a response; the largest content is a face picture in Base64. */
export const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** Headers as Node's and undici's clients give them, with names in lower case. */
export type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

const utf8 = new TextDecoder();

/**
 * Reads a response. An unreadable body is not an error here: status and request id are still useful.
 *
 * @throws IdVerificationError for a body that is too large
 */
export async function readResponse(
  httpStatus: number,
  received: ReceivedHeaders,
  bytes: Uint8Array,
): Promise<CloudauthResponse> {
  const codings = received['content-encoding'];
  const text = codings === undefined ? decodeText(bytes) : await decode(bytes, [codings].flat().join());
  const body = text === undefined ? undefined : (parseObject(text) ?? gatewayRefusal(text));
  return { httpStatus, headers: singleHeaders(received), body };
}

/** The first value of each header. */
export function singleHeaders(received: ReceivedHeaders): CloudauthResponse['headers'] {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(received))
    headers[name] = Array.isArray(value) ? value[0] : value;
  return headers;
}

/** Not retryable: the same request would get the same response. */
export class ResponseTooLargeError extends IdVerificationError {
  constructor() {
    super('vendor_response_unreadable', {
      message: `The response of the vendor is larger than ${MAX_RESPONSE_BYTES} bytes`,
      retryable: false,
    });
  }
}

function decodeText(bytes: Uint8Array): string {
  if (bytes.length > MAX_RESPONSE_BYTES) throw new ResponseTooLargeError();
  return utf8.decode(bytes);
}

async function decode(bytes: Uint8Array, codings: string): Promise<string | undefined> {
  try {
    const decoded = await decodeContent(bytes, codings, MAX_RESPONSE_BYTES);
    return decoded && decodeText(decoded);
  } catch (error) {
    throw error instanceof RangeError ? new ResponseTooLargeError() : error;
  }
}

/** The vendor's gateway sends some refusals as XML, whatever format was requested. Their text is ignored. */
function gatewayRefusal(text: string): JsonObject | undefined {
  if (!/^\s*(<\?xml[^>]*>\s*)?<Error>/.test(text)) return undefined;
  const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]?.trim();
  return { Code: field('Code'), RequestId: field('RequestId') };
}
