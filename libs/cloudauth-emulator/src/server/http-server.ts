import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Connections, type ConnectionCounts } from './connections.js';
import { MARKER_HEADER, setStandingHeaders } from './emulator-headers.js';
import type { Handler } from './exchange.js';

/** How the server listens. */
export interface HttpServerOptions {
  /** Connections without a call for so long are closed. */
  readonly keepAliveTimeoutMs: number;
  /** Whether responses say so in a `Keep-Alive` header. */
  readonly announceKeepAlive: boolean;
  /** Longest request line and headers together. */
  readonly maxHeadBytes: number;
  /** Dates the responses, in milliseconds since 1970. Default: the machine's clock. */
  readonly now?: (() => number) | undefined;
}

/** Listens, counts connections, and hands every request to one handler. */
export class HttpServer {
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #announcedIdleSeconds: number | undefined;
  readonly #now: (() => number) | undefined;

  constructor(options: HttpServerOptions) {
    this.#connections = new Connections(options.keepAliveTimeoutMs);
    this.#announcedIdleSeconds = options.announceKeepAlive
      ? Math.floor(options.keepAliveTimeoutMs / 1000)
      : undefined;
    this.#now = options.now;
    this.#server = createServer({ maxHeaderSize: options.maxHeadBytes, keepAliveTimeout: 0, noDelay: true });
    this.#server.on('connection', (socket: Socket) => this.#connections.add(socket));
    this.#server.on('clientError', responseBrokenRequest);
  }

  /** Resolves with the port. @throws Error of Node's when the address cannot be bound. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve(portOf(this.#server.address()));
      });
    });
  }

  /** From now on `handler` gets the requests. Call it in the turn in which {@link listen} resolves: none is lost then. */
  serve(handler: Handler): void {
    this.#server.on('request', (request, serverResponse) => this.#accept(request, serverResponse, handler));
  }

  connections(): ConnectionCounts {
    return this.#connections.counts();
  }

  /** Stops listening and closes every connection, with or without a response. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#connections.closeAll();
    });
  }

  #accept(request: IncomingMessage, serverResponse: ServerResponse, handler: Handler): void {
    const { socket } = request;
    const connectionId = this.#connections.begin(socket);
    serverResponse.once('close', () => this.#connections.end(socket));
    setStandingHeaders(serverResponse, this.#announcedIdleSeconds, this.#now);
    // RFC 9112, section 3.2: the first one counts for some servers, the last one for others.
    if ((request.headersDistinct['host'] ?? []).length > 1) {
      serverResponse.writeHead(400, { connection: 'close' }).end();
      return;
    }
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? '' : url.slice(mark + 1);
    void handler({ request, serverResponse, connectionId, path, query });
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function responseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${MARKER_HEADER}: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
