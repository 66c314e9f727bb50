import type { Socket } from 'node:net';

/** How many TCP connections there were and are. */
export interface ConnectionCounts {
  readonly opened: number;
  readonly open: number;
}

interface Connection {
  readonly id: number;
  readonly idle: NodeJS.Timeout;
  callsInProgress: number;
}

/**
 * Counts connections and closes idle ones. The idle limit is kept here because Node's own is exact only in some versions:
 * newer ones keep the socket for another second.
 */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  readonly #idleMs: number;
  #opened = 0;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  counts(): ConnectionCounts {
    return { opened: this.#opened, open: this.#open.size };
  }

  add(socket: Socket): void {
    this.#opened += 1;
    const connection = { id: this.#opened, callsInProgress: 0, idle: this.#idleTimer(socket) };
    this.#open.set(socket, connection);
    socket.on('close', () => {
      clearTimeout(connection.idle);
      this.#open.delete(socket);
    });
  }

  /** A call has begun; gives the connection's number. */
  begin(socket: Socket): number {
    const connection = this.#open.get(socket);
    if (connection === undefined) return 0;
    connection.callsInProgress += 1;
    return connection.id;
  }

  /** A call is over; the idle time starts anew. */
  end(socket: Socket): void {
    const connection = this.#open.get(socket);
    if (connection === undefined) return;
    connection.callsInProgress -= 1;
    connection.idle.refresh();
  }

  closeAll(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  #idleTimer(socket: Socket): NodeJS.Timeout {
    return setTimeout(() => {
      if (this.#open.get(socket)?.callsInProgress === 0) socket.destroy();
    }, this.#idleMs).unref();
  }
}
