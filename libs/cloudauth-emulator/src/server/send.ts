import type { ServerResponse } from 'node:http';
import type { WireAnswer } from '../answers/wire-answer.js';

/** Sets status and headers, and gives the body's bytes. */
export function prepare(response: ServerResponse, answer: WireAnswer): Buffer {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.statusCode = answer.status;
  if (answer.contentType !== '') response.setHeader('Content-Type', answer.contentType);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  response.setHeader('Content-Length', body.length);
  return body;
}

/** Sends an answer in one piece. */
export function send(response: ServerResponse, answer: WireAnswer): void {
  response.end(prepare(response, answer));
}
