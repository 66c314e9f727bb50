import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { singleHeaders } from '../read-response.js';
import type { CloudauthResponse } from '../../contract/cloudauth-client.js';

/** What Node says of each request of `node:http` on its way out. */
const CHANNEL = 'http.client.request.start';

/** The HTTP exchange of one call: what the SDK neither gives away nor lets anybody end. */
export class HttpExchange {
  /** Status and headers, as soon as they have arrived. */
  head: Pick<CloudauthResponse, 'httpStatus' | 'headers'> | undefined;
  /** Whether the request has no connection yet, and so cannot have been sent. */
  isUnconnected = false;
  private request: ClientRequest | undefined;
  private socket: Socket | undefined;

  follow(request: ClientRequest): void {
    this.request = request;
    const { socket, reusedSocket } = request;
    if (socket !== null && !reusedSocket) {
      this.isUnconnected = true;
      socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
        this.isUnconnected = false;
      });
    }
    request.once('response', ({ statusCode = 0, headers, socket }: IncomingMessage) => {
      this.socket = socket;
      this.head = { httpStatus: statusCode, headers: singleHeaders(headers) };
    });
  }

  /** Closes the connection, also when the response has arrived. */
  abandon(): void {
    this.request?.destroy();
    this.socket?.destroy();
  }
}

/**
 * Finds the request that the SDK makes for a call among all of the process, by the call's own asynchronous context.
 * The SDK drops the status of a response that is not JSON and the headers of every refusal, and cannot be cancelled.
 * Should Node ever stop telling, then that is how it stays; nothing else depends on this.
 */
export class HttpExchanges {
  private readonly current = new AsyncLocalStorage<HttpExchange>();

  constructor() {
    subscribe(CHANNEL, this.started);
  }

  /** Makes what `work` sends known to `exchange`. */
  during<T>(exchange: HttpExchange, work: () => Promise<T>): Promise<T> {
    return this.current.run(exchange, work);
  }

  close(): void {
    unsubscribe(CHANNEL, this.started);
  }

  private readonly started = (message: unknown): void => {
    const exchange = this.current.getStore();
    if (exchange === undefined || typeof message !== 'object' || message === null) return;
    if ('request' in message && message.request instanceof ClientRequest) exchange.follow(message.request);
  };
}
