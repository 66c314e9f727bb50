import { STATUS_CODES, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { WireResponse } from '../responses/wire-response.js';
import { prepare, send } from '../server/send.js';
import type { DeliveryFault } from './fault.js';

/** The delay before a reset, so that the receiver can read the data before: a reset discards unread data. */
const BEFORE_RESET_MS = 20;

/** Sends a response with a delivery fault. Resolves when nothing more will be sent. */
export async function deliverFaulty(
  serverResponse: ServerResponse,
  response: WireResponse,
  fault: DeliveryFault,
): Promise<void> {
  switch (fault.kind) {
    case 'loseResponse':
      return reset(serverResponse);
    case 'gzipBody':
      return send(serverResponse, {
        ...response,
        body: gzipSync(response.body),
        headers: { ...response.headers, 'content-encoding': 'gzip' },
      });
    case 'cutBody':
      await sendPart(serverResponse, response, fault.sentBytes);
      serverResponse.socket?.end();
      return;
    case 'resetInBody':
      await sendPart(serverResponse, response, fault.sentBytes);
      await wait(BEFORE_RESET_MS, undefined, { ref: false });
      return reset(serverResponse);
    case 'dripBody':
      return drip(serverResponse, prepare(serverResponse, response), fault.bytes, fault.intervalMs);
    case 'slowHead':
      return slowHead(serverResponse, response, fault.bytes, fault.intervalMs);
  }
}

/** Resets the connection, so that the client gets ECONNRESET. */
export function reset(serverResponse: ServerResponse): void {
  serverResponse.socket?.resetAndDestroy();
}

function sendPart(serverResponse: ServerResponse, response: WireResponse, sentBytes?: number): Promise<void> {
  const body = prepare(serverResponse, response);
  const part = body.subarray(0, sentBytes ?? Math.floor(body.length / 2));
  serverResponse.flushHeaders();
  return new Promise((resolve) => {
    if (part.length === 0) resolve();
    else serverResponse.write(part, () => resolve());
  });
}

async function drip(
  serverResponse: ServerResponse,
  body: Buffer,
  bytes: number,
  intervalMs: number,
): Promise<void> {
  serverResponse.flushHeaders();
  for (let sent = 0; sent < body.length; sent += bytes) {
    await wait(intervalMs, undefined, { ref: false });
    if (serverResponse.destroyed) return;
    serverResponse.write(body.subarray(sent, sent + bytes));
  }
  serverResponse.end();
}

/** Writes to the socket directly, because Node sends a head in one piece; the connection cannot be reused. */
async function slowHead(
  serverResponse: ServerResponse,
  response: WireResponse,
  bytes: number,
  intervalMs: number,
): Promise<void> {
  const body = prepare(serverResponse, response);
  const head = Buffer.from(rawHead(serverResponse));
  const { socket } = serverResponse;
  for (let sent = 0; sent < head.length; sent += bytes) {
    await wait(intervalMs, undefined, { ref: false });
    if (!socket?.writable) return;
    socket.write(head.subarray(sent, sent + bytes));
  }
  socket?.end(body);
}

function rawHead(serverResponse: ServerResponse): string {
  serverResponse.setHeader('Connection', 'close');
  if (!serverResponse.hasHeader('Date')) serverResponse.setHeader('Date', new Date().toUTCString());
  serverResponse.removeHeader('Keep-Alive');
  const lines = Object.entries(serverResponse.getHeaders()).map(
    ([name, value]) => `${name}: ${String(value)}`,
  );
  const status = `HTTP/1.1 ${serverResponse.statusCode} ${STATUS_CODES[serverResponse.statusCode] ?? 'Unknown'}`;
  return [status, ...lines, '', ''].join('\r\n');
}
