import { randomUUID } from 'node:crypto';
import type { Pool } from 'undici';
import type { Clock } from '../../time/clock.js';
import type {
  CloudauthResponse,
  CloudauthCallOptions,
  CloudauthClient,
} from '../../contract/cloudauth-client.js';
import type { CloudauthOperation, CloudauthParameters } from '../../contract/cloudauth-operation.js';
import type { CredentialSource } from '../credential-source.js';
import { withinDeadline } from '../deadline.js';
import { readResponse } from '../read-response.js';
import { USER_AGENT } from '../user-agent.js';
import { Semaphore } from './semaphore.js';
import { buildNativeRequest, type NativeRequest } from './native-request.js';
import { openPool, type PoolOptions } from './open-pool.js';

export interface NativeClientOptions {
  readonly endpoint: URL;
  readonly credentials: CredentialSource;
  readonly http: PoolOptions;
  /** After so many milliseconds an attempt to connect is given up: no call could wait for it any longer. */
  readonly requestTimeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly nonce?: () => string;
}

/**
 * Speaks the vendor's wire over a pool of warm connections. One deadline covers a whole call: waiting for
 * credentials and for a connection, connecting, sending, and reading the response to its end. Redirects are not
 * followed.
 */
export class NativeCloudauthClient implements CloudauthClient {
  private readonly pool: Pool;
  private readonly slots: Semaphore;

  constructor(private readonly options: NativeClientOptions) {
    this.pool = openPool(options.endpoint, options.http, options.requestTimeoutMs);
    this.slots = new Semaphore(options.http.maxConnections);
  }

  call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    options: CloudauthCallOptions,
  ): Promise<CloudauthResponse> {
    return withinDeadline(options, async (deadline) => {
      const credentials = await deadline.race(
        () => this.options.credentials.resolve(),
        'credentials_unavailable',
      );
      await this.slots.take(deadline.signal);
      try {
        // Signed now and not before: the date of a request that waited for a connection would be an old one.
        const request = buildNativeRequest({
          operation,
          parameters,
          host: this.options.endpoint.host,
          credentials,
          userAgent: USER_AGENT,
          date: this.options.clock.now(),
          nonce: this.options.nonce?.() ?? randomUUID(),
        });
        return await deadline.race(() => this.exchange(request, deadline.signal));
      } finally {
        this.slots.release();
      }
    });
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async exchange(request: NativeRequest, signal: AbortSignal): Promise<CloudauthResponse> {
    const response = await this.pool.request({ ...request, method: 'POST', signal });
    const bytes = new Uint8Array(await response.body.arrayBuffer());
    return readResponse(response.statusCode, response.headers, bytes);
  }
}
