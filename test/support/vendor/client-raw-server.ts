import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { SELF_SIGNED } from './client-tls.js';

/** A server below HTTP, for what no well-behaved server would do. */
export interface RawServer {
  readonly port: number;
  /** Connections that are open now, and that there were. */
  readonly connections: { readonly open: number; readonly opened: number };
  stop(): Promise<void>;
}

/** @param heard is called with everything that arrives; with TLS, only after a handshake */
export async function startRawServer(
  received: (socket: Socket, text: string) => void,
  { tls = false }: { tls?: boolean } = {},
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  let opened = 0;
  const listen = (socket: Socket): void => {
    opened += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (data: Buffer) => received(socket, data.toString()));
  };
  const server = tls ? createTlsServer(SELF_SIGNED, listen) : createServer(listen);
  await listening(server);
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return { open: sockets.size, opened };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A complete answer of HTTP. */
export function httpResponse(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Status\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A port that nothing listens on. */
export async function closedPort(): Promise<number> {
  const { port, stop } = await startRawServer(() => {});
  await stop();
  return port;
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
