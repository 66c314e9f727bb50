import { Pool } from 'undici';
import { MAX_ANSWER_BYTES } from '../read-answer.js';
import { keptAddresses } from './kept-addresses.js';
import { tunnelConnector } from './tunnel-connector.js';

/**
 * After so long without a word TCP asks the other side whether it is still there, in milliseconds. Undici's own minute
 * would come after the end of an idle connection.
 */
const PROBE_MS = 5_000;

/** How the native client makes and keeps its connections. */
export interface ConnectionOptions {
  /** Most connections at once, and so most calls in flight. Keep it above calls per second × latency in seconds. */
  readonly maxConnections: number;
  /** How long an idle connection is kept, in milliseconds; the server's `Keep-Alive` announcement can shorten it. */
  readonly keepAliveMs: number;
  /** Certificate authorities to trust in place of the system's, in PEM form. */
  readonly ca?: string | undefined;
  /** The proxy that every connection is tunnelled through. */
  readonly proxy?: string | undefined;
}

/** The connections to one endpoint, straight or through a proxy. Reads no environment variable. */
export function openPool(
  endpoint: URL,
  { maxConnections, keepAliveMs, ca, proxy }: ConnectionOptions,
  connectTimeoutMs: number,
): Pool {
  const connect = {
    timeout: connectTimeoutMs,
    // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn it off for whoever says nothing.
    rejectUnauthorized: true,
    keepAlive: true,
    keepAliveInitialDelay: PROBE_MS,
    lookup: keptAddresses(),
    ...(ca !== undefined && { ca }),
  } as const;
  return new Pool(endpoint.origin, {
    connections: maxConnections,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    // Of what the server announces, so much is left for an answer that is on its way and for timers that are late.
    keepAliveTimeoutThreshold: 2_000,
    // The call's own deadline takes the place of these two.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_ANSWER_BYTES,
    connect: proxy === undefined ? connect : tunnelConnector(new URL(proxy), connect),
  });
}
