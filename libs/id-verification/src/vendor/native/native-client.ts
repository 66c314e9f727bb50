import { randomUUID } from 'node:crypto';
import type { Client } from 'undici';
import type { Clock } from '../../time/clock.js';
import type {
  CloudauthResponse,
  CloudauthCallOptions,
  CloudauthClient,
} from '../../contract/cloudauth-client.js';
import type { CloudauthOperation, CloudauthParameters } from '../../contract/cloudauth-operation.js';
import type { CredentialSource } from '../credential-source.js';
import { withinDeadline } from '../deadline.js';
import { USER_AGENT } from '../user-agent.js';
import { Semaphore } from './semaphore.js';
import { buildNativeRequest } from './native-request.js';
import { cachedLookup } from './cached-lookup.js';
import { exchange } from './exchange.js';
import { loadUndici } from './load-undici.js';
import { openConnection, type ConnectionOptions } from './open-connection.js';

export interface NativeClientOptions {
  readonly endpoint: URL;
  readonly credentials: CredentialSource;
  readonly http: ConnectionOptions & { readonly maxConnections: number };
  /** The timeout of a connection attempt in milliseconds: no call waits longer. */
  readonly requestTimeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Calls the vendor over a pool of keep-alive connections. One deadline covers a whole call: credentials, waiting for a
 * connection, connecting, sending, and reading the response. Redirects are not followed.
 */
export class NativeCloudauthClient implements CloudauthClient {
  /** All connections, and the idle ones with the last used one at the end. */
  private readonly connections = new Set<Client>();
  private readonly idle: Client[] = [];
  /** Those that are established: a request is sent at once. */
  private readonly connected = new WeakSet<Client>();
  private readonly slots: Semaphore;
  private readonly lookup = cachedLookup();
  private isClosed = false;

  constructor(private readonly options: NativeClientOptions) {
    this.slots = new Semaphore(options.http.maxConnections);
    // At boot rather than in the first call.
    loadUndici();
  }

  call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    options: CloudauthCallOptions,
  ): Promise<CloudauthResponse> {
    return withinDeadline(options, async (deadline) => {
      deadline.isUnsent = () => true;
      const credentials = await deadline.race(
        () => this.options.credentials.resolve(options.account),
        'credentials_unavailable',
      );
      if (!this.slots.tryTake()) await this.slots.take(deadline.signal);
      const connection = this.takeConnection();
      deadline.isUnsent = () => !this.connected.has(connection);
      let keep = true;
      try {
        // Signed after waiting for a connection, so that the request's date is current.
        const request = buildNativeRequest({
          operation,
          parameters,
          host: this.options.endpoint.host,
          credentials,
          userAgent: USER_AGENT,
          date: this.options.clock.now(),
          nonce: randomUUID(),
        });
        const response = await deadline.race(() => exchange(connection, request, deadline));
        keep = options.keepConnection?.(response) ?? true;
        return response;
      } finally {
        this.giveBack(connection, keep);
        this.slots.release();
      }
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(Array.from(this.connections, (connection) => connection.destroy()));
  }

  private takeConnection(): Client {
    if (this.isClosed) throw Object.assign(new Error(), { code: 'UND_ERR_DESTROYED' });
    const idle = this.idle.pop();
    if (idle !== undefined) return idle;
    const { endpoint, http, requestTimeoutMs } = this.options;
    const connection = openConnection(endpoint, http, requestTimeoutMs, this.lookup);
    this.connections.add(connection);
    connection.on('connect', () => this.connected.add(connection));
    connection.on('disconnect', () => this.connected.delete(connection));
    return connection;
  }

  private giveBack(connection: Client, keep: boolean): void {
    if (keep) return void this.idle.push(connection);
    this.connections.delete(connection);
    void connection.destroy();
  }
}
