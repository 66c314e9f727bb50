import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** PostgreSQL's `ReadyForQuery`, outside of a database transaction. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** A connection to a database server that a test can cut, and fix again at the same address. */
export class DatabaseCable {
  private readonly sockets = new Set<Socket>();
  private readonly listening = new WeakSet<Socket>();
  private server: Server | undefined;
  private port = 0;
  /** Loses every byte and says nothing: a firewall that forgot the connection, a server that is gone without a word. */
  isSilent = false;
  /** Breaks the connection of the next statement with this text after the server executed it; its response is lost. */
  loseResponseTo: string | undefined;
  /** Whether the cable is cut with that. */
  isCutByLoss = false;
  /** Loses every byte of connections that sent LISTEN, and says nothing. */
  isListenSilent = false;
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

  private carry(bytes: Buffer, near: Socket, to: Socket): void {
    if (bytes.includes('LISTEN ')) this.listening.add(near);
    if (this.isSilent || (this.isListenSilent && this.listening.has(near))) return;
    if (this.delayMs === 0) to.write(bytes);
    else setTimeout(() => to.write(bytes), this.delayMs);
  }

  /** Whether the bytes of a client contain the statement whose response is to be lost. */
  private isToBeLost(bytes: Buffer): boolean {
    if (this.loseResponseTo === undefined || !bytes.includes(this.loseResponseTo)) return false;
    this.loseResponseTo = undefined;
    return true;
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    near.on('data', (bytes) => {
      if (!this.isToBeLost(bytes)) return;
      far.removeAllListeners('data');
      far.on('data', (response) => {
        // The server is ready for the next statement: this one is committed.
        if (!response.subarray(-READY.length).equals(READY)) return;
        if (this.isCutByLoss) void this.cut();
        near.destroy();
      });
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on('data', (bytes) => this.carry(bytes, near, other));
      one.on('end', () => other.end());
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
