import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A connection to a database server that a test can cut, and fix again at the same address. */
export class DatabaseCable {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;
  /** Loses every byte and says nothing: a firewall that forgot the connection, a server that is gone without a word. */
  isSilent = false;
  /** How long each direction takes, in milliseconds. */
  delayMs = 0;

  private constructor(private readonly target: URL) {}

  static async to(databaseUrl: string): Promise<DatabaseCable> {
    const cable = new DatabaseCable(new URL(databaseUrl));
    await cable.fix();
    return cable;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** Ends every connection and refuses further ones. */
  async cut(): Promise<void> {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async fix(): Promise<void> {
    this.server = createServer((near) => this.join(near));
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
    const address = this.server.address();
    if (address !== null && typeof address === 'object') this.port = address.port;
  }

  private carry(bytes: Buffer, to: Socket): void {
    if (this.isSilent) return;
    if (this.delayMs === 0) to.write(bytes);
    else setTimeout(() => to.write(bytes), this.delayMs);
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on('data', (bytes) => this.carry(bytes, other));
      one.on('end', () => other.end());
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
