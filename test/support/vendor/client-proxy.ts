import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { SELF_SIGNED } from './client-tls.js';

/** A CONNECT request that a proxy got. */
export interface ProxiedTunnel {
  readonly target: string | undefined;
  readonly authorization: string | undefined;
}

/**
 * A small real proxy that tunnels, and writes down where to.
 *
 * @param leadsTo the address of every name, for targets without a DNS record
 */
export async function startProxy({
  userAndPassword,
  tls = false,
  leadsTo,
}: { userAndPassword?: string; tls?: boolean; leadsTo?: string } = {}): Promise<{
  readonly port: number;
  readonly tunnels: readonly ProxiedTunnel[];
  stop(): Promise<void>;
}> {
  const tunnels: ProxiedTunnel[] = [];
  const sockets = new Set<Socket>();
  const expected = userAndPassword && `Basic ${Buffer.from(userAndPassword).toString('base64')}`;
  const server = tls ? createTlsServer(SELF_SIGNED) : createServer();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('connect', ({ url, headers }: IncomingMessage, socket: Socket) => {
    socket.on('error', () => {});
    tunnels.push({ target: url, authorization: headers['proxy-authorization'] });
    if (headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [host = '', port = ''] = url?.split(':') ?? [];
    const upstream = connect(Number(port), leadsTo ?? host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    tunnels,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
