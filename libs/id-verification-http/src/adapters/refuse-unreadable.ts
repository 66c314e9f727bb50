import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import { problemByStatus } from '../problems/problem-by-status.js';
import { PROBLEM_HEADERS } from '../problems/problem.js';

const logger = new Logger('Access');

/** Node's codes for what is not simply malformed. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Responds to what no framework sees, because it is no HTTP or did not arrive in time, and closes the connection. */
export function refuseUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = problemByStatus(STATUSES[error.code ?? ''] ?? 400);
  logger.log('request_unreadable', { status: body.status, code: error.code });
  socket.end(response(body.status, JSON.stringify(body)));
}

function response(status: number, body: string): string {
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    ...Object.entries(PROBLEM_HEADERS).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    '',
    body,
  ].join('\r\n');
}
