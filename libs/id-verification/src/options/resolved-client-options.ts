import { resolveEndpoint } from '../contract/endpoint.js';
import type { ConnectionOptions } from '../cloudauth/native/open-pool.js';
import type { CLIENT_OPTIONS } from './check-client-options.js';
import type { IdVerificationModuleOptions } from './id-verification-options.js';

/** Below what the vendor announces, 25 s, in milliseconds. */
export const DEFAULT_KEEP_ALIVE_MS = 20_000;

/**
 * The part of the options that says how the vendor is reached.
 *
 * @publicApi
 */
export type ClientOptions = Pick<IdVerificationModuleOptions, (typeof CLIENT_OPTIONS)[number]>;

/** {@link ClientOptions} with every default filled in. */
export interface ResolvedClientOptions {
  readonly credentials: ClientOptions['credentials'];
  readonly endpoint: URL;
  readonly client: Exclude<ClientOptions['client'], undefined>;
  readonly sandbox: boolean;
  readonly callTimeoutMs: number;
  readonly connections: ConnectionOptions & {
    readonly warmUp: number;
    readonly keepAlivePingMs: number | undefined;
  };
}

/** Fills the defaults in; the options must have been checked. */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  return {
    credentials: options.credentials,
    endpoint: resolveEndpoint({
      region: options.region ?? 'cn-hongkong',
      network: options.network ?? 'public',
      endpoint: options.endpoint,
    }),
    client: options.client ?? 'native',
    sandbox: options.sandbox ?? false,
    callTimeoutMs: options.callTimeoutMs ?? 10_000,
    connections: {
      maxConnections: options.connections?.maxConnections ?? 64,
      keepAliveMs: options.connections?.keepAliveMs ?? DEFAULT_KEEP_ALIVE_MS,
      ca: options.connections?.ca,
      proxy: options.connections?.proxy,
      warmUp: options.connections?.warmUp ?? 0,
      keepAlivePingMs: options.connections?.keepAlivePingMs,
    },
  };
}
