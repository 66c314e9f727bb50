import { Socket } from 'node:net';

/** A connection that a dead process tries to make. */
class SeveredSocket extends Socket {
  override connect(): this {
    return this.destroy(new Error('this process is dead'));
  }
}

/** The connections of one process to its database, all of which end with it. */
export class ProcessSockets {
  private readonly open = new Set<Socket>();
  private isCut = false;

  /** What `pg` makes its connections with. */
  readonly make = (): Socket => {
    if (this.isCut) return new SeveredSocket();
    const socket = new Socket();
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
    return socket;
  };

  /** From now on nothing of this process reaches the database. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.open) socket.destroy();
  }
}
