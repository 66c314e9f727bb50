import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { singleHeaders } from '../read-response.js';
import type { CloudauthResponse } from '../../contract/cloudauth-client.js';

/** Node's diagnostics channel for outgoing requests of `node:http`. */
const CHANNEL = 'http.client.request.start';

/** The HTTP exchange of one call, which the SDK neither exposes nor can abort. */
export class HttpExchange {
  /** Status and headers, once they have arrived. */
  head: Pick<CloudauthResponse, 'httpStatus' | 'headers'> | undefined;
  /** Whether the request has no connection yet, and therefore was not sent. */
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

  /** Closes the connection, even after the response. */
  abandon(): void {
    this.request?.destroy();
    this.socket?.destroy();
  }
}

/**
 * Finds the SDK's request of a call by its asynchronous context. The SDK drops the status of a response that is not
 * JSON and the headers of refusals, and cannot be aborted. Without Node's diagnostics channel only these improvements
 * are lost.
 */
export class HttpExchanges {
  private readonly current = new AsyncLocalStorage<HttpExchange>();

  constructor() {
    subscribe(CHANNEL, this.started);
  }

  /** Runs `work`, and connects the request that it sends to `exchange`. */
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
