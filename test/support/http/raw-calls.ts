import { connect } from 'node:net';

/**
 * Sends request heads over one connection, one behind the other, and gives the answers as they came, byte by byte,
 * without their dates. Nothing is made well-formed on the way.
 */
export async function rawCalls(origin: string, heads: readonly string[]): Promise<string[]> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => received.push(bytes));
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // Reset by a server that refused the request and closed; what it said has been received.
  socket.on('error', () => undefined);
  for (const head of heads) socket.write(`${head}\r\nHost: ${hostname}\r\n\r\n`, 'latin1');
  socket.write(`GET /end HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  await ended;
  const responses = Buffer.concat(received)
    .toString('latin1')
    .split(/(?=HTTP\/1\.1 \d{3} )/);
  return responses.slice(0, heads.length).map((response) => response.replace(/^Date: .*\r\n/im, ''));
}

export function get(target: string): string {
  return `GET ${target} HTTP/1.1`;
}
