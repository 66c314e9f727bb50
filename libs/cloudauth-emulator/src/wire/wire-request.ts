import type { IncomingHttpHeaders } from 'node:http';

/** A raw call, before decoding. */
export interface WireRequest {
  readonly method: string;
  /** The path as sent, without the query. */
  readonly path: string;
  /** The query as sent, without `?`. */
  readonly query: string;
  /** Names in lower case, values trimmed. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The value of a header, or undefined when it was not sent. */
export function headerOf(request: Pick<WireRequest, 'headers'>, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
