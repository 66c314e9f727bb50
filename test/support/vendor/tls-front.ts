import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { SELF_SIGNED } from './client-tls.js';

/** Something that speaks TLS in front of a server that does not, as a load balancer does. */
export class TlsFront {
  /** How long it keeps back what the server says, in milliseconds. */
  delayMs = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer(SELF_SIGNED);

  private constructor(target: URL) {
    this.server.on('tlsClientError', () => undefined);
    this.server.on('secureConnection', (near) => {
      const far = connect(Number(target.port), target.hostname);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      }
      near.pipe(far);
      far.on('data', (part: Buffer) => setTimeout(() => near.write(part), this.delayMs));
      far.on('close', () => setTimeout(() => near.end(), this.delayMs));
    });
  }

  static async before(origin: string): Promise<TlsFront> {
    const front = new TlsFront(new URL(origin));
    await once(front.server.listen(0, '127.0.0.1'), 'listening');
    return front;
  }

  get origin(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return `https://localhost:${address.port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
