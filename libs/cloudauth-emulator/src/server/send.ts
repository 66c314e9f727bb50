import type { ServerResponse } from 'node:http';
import type { WireAnswer } from '../answers/wire-answer.js';

/** Sends an answer in one piece. A text goes out with the head in one write, which bytes do not. */
export function send(response: ServerResponse, answer: WireAnswer): void {
  setHead(response, answer, Buffer.byteLength(answer.body));
  response.end(answer.body);
}

/** Sets status and headers, and gives the body's bytes, for those who send it otherwise. */
export function prepare(response: ServerResponse, answer: WireAnswer): Buffer {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  setHead(response, answer, body.length);
  return body;
}

function setHead(response: ServerResponse, answer: WireAnswer, bodyBytes: number): void {
  response.statusCode = answer.status;
  if (answer.contentType !== '') response.setHeader('Content-Type', answer.contentType);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  response.setHeader('Content-Length', bodyBytes);
}
