import type { Response } from './response.js';

/** A response as it goes on the wire, but for the headers that every response has. */
export interface WireResponse {
  readonly status: number;
  /** The vendor's code, when it is one of the vendor's responses. */
  readonly code?: string;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The content type of the vendor's gateway. */
export const JSON_TYPE = 'application/json;charset=utf-8';

/** The JSON text of a response. */
export function toWire({ status, code, body }: Response): WireResponse {
  return { status, code, contentType: JSON_TYPE, body: JSON.stringify(body) };
}
