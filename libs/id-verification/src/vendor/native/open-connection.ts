import type { Client } from 'undici';
import type { ResolvedHttpOptions } from '../../options/client-options.js';
import { MAX_RESPONSE_BYTES } from '../read-response.js';
import { cachedLookup, type CachedLookup } from './cached-lookup.js';
import { loadUndici } from './load-undici.js';
import { markedConnector } from './marked-connector.js';
import { tunnelConnector } from './tunnel-connector.js';

/**
 * The idle time before a TCP keep-alive probe, in milliseconds. Undici's default of a minute is longer than an idle
 * connection is kept.
 */
const PROBE_MS = 5_000;

/**
 * The time to connect before the next address is tried, in milliseconds. Node's default of 250 ms is shorter than an
 * intercontinental handshake, or one with a lost packet.
 */
const ADDRESS_ATTEMPT_MS = 2_500;

export type ConnectionOptions = Pick<ResolvedHttpOptions, 'keepAliveMs' | 'ca' | 'proxy'>;

/**
 * A connection to an endpoint, direct or through a proxy, that reconnects after it was closed. Reads no environment
 * variable.
 */
export function openConnection(
  endpoint: URL,
  { keepAliveMs, ca, proxy }: ConnectionOptions,
  connectTimeoutMs: number,
  { lookup, expire }: CachedLookup = cachedLookup(),
): Client {
  const undici = loadUndici();
  const connect = {
    timeout: connectTimeoutMs,
    // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default.
    rejectUnauthorized: true,
    keepAlive: true,
    keepAliveInitialDelay: PROBE_MS,
    lookup,
    autoSelectFamilyAttemptTimeout: Math.min(ADDRESS_ATTEMPT_MS, connectTimeoutMs / 2),
    ...(ca !== undefined && { ca }),
  } as const;
  return new undici.Client(endpoint.origin, {
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    // Subtracted from the server's announced keep-alive time, for network delay and late timers.
    keepAliveTimeoutThreshold: 2_000,
    // The call's deadline replaces these two.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_RESPONSE_BYTES,
    connect: markedConnector(
      proxy === undefined ? undici.buildConnector(connect) : tunnelConnector(new URL(proxy), connect),
      expire,
    ),
  });
}
