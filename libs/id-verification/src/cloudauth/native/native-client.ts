import { randomBytes } from 'node:crypto';
import { Pool, type Dispatcher } from 'undici';
import type { Clock } from '../../clock/clock.js';
import type { CloudauthAnswer, CloudauthCallOptions, CloudauthClient } from '../cloudauth-client.js';
import type { CloudauthOperation, CloudauthParameters } from '../cloudauth-operation.js';
import type { CloudauthCredentials } from '../credentials.js';
import { transportError } from '../transport-error.js';
import { buildNativeRequest } from './native-request.js';

/** How the native client keeps its connections. */
export interface ConnectionOptions {
  /** Most connections at once, and so most calls in flight. Keep it above calls per second × latency in seconds. */
  readonly maxConnections: number;
  /** How long an idle connection is kept, in milliseconds; the vendor's `Keep-Alive` hint can shorten it. */
  readonly keepAliveMs: number;
  /** Certificate authorities to trust in place of the system's, in PEM form. */
  readonly ca?: string | undefined;
}

export interface NativeClientOptions {
  readonly endpoint: URL;
  readonly credentials: CloudauthCredentials;
  readonly connections: ConnectionOptions;
  readonly clock: Pick<Clock, 'now'>;
  readonly nonce?: () => string;
}

/** A face picture in Base64 is the largest thing that an answer can hold. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

const USER_AGENT = 'nestjs-id-verification';

/**
 * Speaks the vendor's wire over a pool of warm connections. One deadline covers a whole call: waiting for a
 * connection, connecting, sending, and reading the answer to its end. Redirects are not followed.
 */
export class NativeCloudauthClient implements CloudauthClient {
  private readonly pool: Pool;

  constructor(private readonly options: NativeClientOptions) {
    const { maxConnections, keepAliveMs, ca } = options.connections;
    this.pool = new Pool(options.endpoint.origin, {
      connections: maxConnections,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // The call's own deadline takes the place of these two.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: MAX_ANSWER_BYTES,
      ...(ca !== undefined && { connect: { ca } }),
    });
  }

  async call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    { timeoutMs, signal }: CloudauthCallOptions,
  ): Promise<CloudauthAnswer> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    const either = signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, signal]);
    try {
      return await this.send(operation, parameters, either);
    } catch (error) {
      throw transportError(error, {
        timedOut: deadline.signal.aborted,
        aborted: signal?.aborted === true,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async send(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    signal: AbortSignal,
  ): Promise<CloudauthAnswer> {
    const request = buildNativeRequest({
      operation,
      parameters,
      host: this.options.endpoint.host,
      credentials: this.options.credentials,
      userAgent: USER_AGENT,
      date: this.options.clock.now(),
      nonce: this.options.nonce?.() ?? randomBytes(16).toString('hex'),
    });
    const response = await this.pool.request({ ...request, method: 'POST', signal });
    return {
      httpStatus: response.statusCode,
      headers: singleHeaders(response.headers),
      body: parseObject(await response.body.text()),
    };
  }
}

function singleHeaders(headers: Dispatcher.ResponseData['headers']): CloudauthAnswer['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

function parseObject(body: string): CloudauthAnswer['body'] {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
