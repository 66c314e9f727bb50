import type { IncomingMessage } from 'node:http';

/** The limit of a body, in characters; the rest is not read. */
const LONGEST_BODY = 8_192;

/** A request whose body a parser of the host may have read. */
type ParsedRequest = IncomingMessage & { readonly body?: unknown };

/** The text of a callback's body, of any content type. Never rejects. */
export function callbackBody(request: ParsedRequest): Promise<string> {
  if (request.method !== 'POST') return Promise.resolve('');
  if (request.readableEnded) return Promise.resolve(asText(request.body));
  return new Promise((resolve) => {
    let text = '';
    request.setEncoding('latin1');
    request.on('data', (chunk: string) => {
      if (text.length < LONGEST_BODY) text += chunk;
      else resolve(text);
    });
    for (const end of ['end', 'error', 'close']) request.once(end, () => resolve(text));
  });
}

function asText(body: unknown): string {
  if (typeof body === 'string') return body;
  return Buffer.isBuffer(body) ? body.toString('latin1') : (JSON.stringify(body) ?? '');
}
