import { connect } from 'node:net';

/** Sends exactly these bytes over one connection, and gives everything that comes back until the server hangs up. */
export async function rawExchange(origin: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  // Reset by a server that refused the request and closed; what it said has been received.
  socket.on('error', () => undefined);
  socket.write(bytes, 'latin1');
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return Buffer.concat(received).toString('latin1');
}

/** The status lines of all answers in an exchange. */
export function statusesIn(exchange: string): number[] {
  return [...exchange.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
}
