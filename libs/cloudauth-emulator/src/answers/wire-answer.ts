import type { Answer } from './answer.js';

/** An answer as it goes on the wire, but for the headers that every answer has. */
export interface WireAnswer {
  readonly status: number;
  /** The vendor's code, when it is one of the vendor's answers. */
  readonly code?: string;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The content type of the vendor's gateway. */
export const JSON_TYPE = 'application/json;charset=utf-8';

/** The JSON text of an answer. */
export function toWire({ status, code, body }: Answer): WireAnswer {
  return { status, code, contentType: JSON_TYPE, body: JSON.stringify(body) };
}
