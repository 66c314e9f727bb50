import { STATUS_CODES, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { WireAnswer } from '../answers/wire-answer.js';
import { prepare, send } from '../server/send.js';
import type { DeliveryFault } from './fault.js';

/** Long enough for what was sent before to be read: a reset makes the receiver's system throw away what it holds. */
const BEFORE_RESET_MS = 20;

/** Sends an answer with a fault on its way. Resolves when nothing more will be sent. */
export async function deliverFaulty(
  response: ServerResponse,
  answer: WireAnswer,
  fault: DeliveryFault,
): Promise<void> {
  switch (fault.kind) {
    case 'loseAnswer':
      return reset(response);
    case 'gzipBody':
      return send(response, {
        ...answer,
        body: gzipSync(answer.body),
        headers: { ...answer.headers, 'content-encoding': 'gzip' },
      });
    case 'cutBody':
      await sendPart(response, answer, fault.sentBytes);
      response.socket?.end();
      return;
    case 'resetInBody':
      await sendPart(response, answer, fault.sentBytes);
      await wait(BEFORE_RESET_MS, undefined, { ref: false });
      return reset(response);
    case 'dripBody':
      return drip(response, prepare(response, answer), fault.bytes, fault.intervalMs);
    case 'slowHead':
      return slowHead(response, answer, fault.bytes, fault.intervalMs);
  }
}

/** Closes the connection the hard way, so that the client sees ECONNRESET. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function sendPart(response: ServerResponse, answer: WireAnswer, sentBytes?: number): Promise<void> {
  const body = prepare(response, answer);
  const part = body.subarray(0, sentBytes ?? Math.floor(body.length / 2));
  response.flushHeaders();
  return new Promise((resolve) => {
    if (part.length === 0) resolve();
    else response.write(part, () => resolve());
  });
}

async function drip(
  response: ServerResponse,
  body: Buffer,
  bytes: number,
  intervalMs: number,
): Promise<void> {
  response.flushHeaders();
  for (let sent = 0; sent < body.length; sent += bytes) {
    await wait(intervalMs, undefined, { ref: false });
    if (response.destroyed) return;
    response.write(body.subarray(sent, sent + bytes));
  }
  response.end();
}

/** Writes past Node's response, which sends a head in one piece only; the connection cannot be used again after that. */
async function slowHead(
  response: ServerResponse,
  answer: WireAnswer,
  bytes: number,
  intervalMs: number,
): Promise<void> {
  const body = prepare(response, answer);
  const head = Buffer.from(rawHead(response));
  const { socket } = response;
  for (let sent = 0; sent < head.length; sent += bytes) {
    await wait(intervalMs, undefined, { ref: false });
    if (!socket?.writable) return;
    socket.write(head.subarray(sent, sent + bytes));
  }
  socket?.end(body);
}

function rawHead(response: ServerResponse): string {
  response.setHeader('Connection', 'close');
  if (!response.hasHeader('Date')) response.setHeader('Date', new Date().toUTCString());
  response.removeHeader('Keep-Alive');
  const lines = Object.entries(response.getHeaders()).map(([name, value]) => `${name}: ${String(value)}`);
  const status = `HTTP/1.1 ${response.statusCode} ${STATUS_CODES[response.statusCode] ?? 'Unknown'}`;
  return [status, ...lines, '', ''].join('\r\n');
}
