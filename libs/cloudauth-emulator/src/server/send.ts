import type { ServerResponse } from 'node:http';
import type { WireResponse } from '../responses/wire-response.js';

/** Sends a response in one piece. A text goes out with the head in one write, which bytes do not. */
export function send(serverResponse: ServerResponse, response: WireResponse): void {
  setHead(serverResponse, response, Buffer.byteLength(response.body));
  serverResponse.end(response.body);
}

/** Sets status and headers, and gives the body's bytes, for those who send it otherwise. */
export function prepare(serverResponse: ServerResponse, response: WireResponse): Buffer {
  const body = typeof response.body === 'string' ? Buffer.from(response.body) : response.body;
  setHead(serverResponse, response, body.length);
  return body;
}

function setHead(serverResponse: ServerResponse, response: WireResponse, bodyBytes: number): void {
  serverResponse.statusCode = response.status;
  if (response.contentType !== '') serverResponse.setHeader('Content-Type', response.contentType);
  for (const [name, value] of Object.entries(response.headers ?? {})) serverResponse.setHeader(name, value);
  serverResponse.setHeader('Content-Length', bodyBytes);
}
