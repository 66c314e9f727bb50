import { buildConnector, Client } from 'undici';
import type { ResolvedHttpOptions } from '../../options/client-options.js';
import { MAX_RESPONSE_BYTES } from '../read-response.js';
import { cachedLookup, type CachedLookup } from './cached-lookup.js';
import { markedConnector } from './marked-connector.js';
import { tunnelConnector } from './tunnel-connector.js';

/**
 * After so long without data TCP probes the other side, in milliseconds. Undici's own minute
 * would come after the end of an idle connection.
 */
const PROBE_MS = 5_000;

/**
 * Of several addresses each has this time to connect, in milliseconds, before the next one is tried. Node's own 250 ms
 * are less than a handshake across an ocean, or one with a lost packet.
 */
const ADDRESS_ATTEMPT_MS = 2_500;

export type ConnectionOptions = Pick<ResolvedHttpOptions, 'keepAliveMs' | 'ca' | 'proxy'>;

/** A connection to an endpoint, straight or through a proxy, that is made again when it is closed. Reads no environment variable. */
export function openConnection(
  endpoint: URL,
  { keepAliveMs, ca, proxy }: ConnectionOptions,
  connectTimeoutMs: number,
  { lookup, expire }: CachedLookup = cachedLookup(),
): Client {
  const connect = {
    timeout: connectTimeoutMs,
    // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn off the default.
    rejectUnauthorized: true,
    keepAlive: true,
    keepAliveInitialDelay: PROBE_MS,
    lookup,
    autoSelectFamilyAttemptTimeout: Math.min(ADDRESS_ATTEMPT_MS, connectTimeoutMs / 2),
    ...(ca !== undefined && { ca }),
  } as const;
  return new Client(endpoint.origin, {
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    // Of what the server announces, so much is left for a response that is on its way and for timers that are late.
    keepAliveTimeoutThreshold: 2_000,
    // The call's own deadline takes the place of these two.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_RESPONSE_BYTES,
    connect: markedConnector(
      proxy === undefined ? buildConnector(connect) : tunnelConnector(new URL(proxy), connect),
      expire,
    ),
  });
}
