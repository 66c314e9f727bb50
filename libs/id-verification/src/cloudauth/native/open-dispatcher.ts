import { Pool, ProxyAgent, type Dispatcher } from 'undici';
import { MAX_ANSWER_BYTES } from '../read-answer.js';

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
export function openDispatcher(
  endpoint: URL,
  { maxConnections, keepAliveMs, ca, proxy }: ConnectionOptions,
  connectTimeoutMs: number,
): Dispatcher {
  const tls = {
    timeout: connectTimeoutMs,
    // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn it off for whoever says nothing.
    rejectUnauthorized: true,
    ...(ca !== undefined && { ca }),
  };
  const limits = {
    connections: maxConnections,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    // The call's own deadline takes the place of these two.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_ANSWER_BYTES,
  };
  if (proxy === undefined) return new Pool(endpoint.origin, { ...limits, connect: tls });
  return new ProxyAgent({
    ...limits,
    ...proxyAddress(new URL(proxy)),
    proxyTunnel: true,
    requestTls: tls,
    proxyTls: tls,
    // A proxy that never answers CONNECT must not keep the connection for ever.
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: connectTimeoutMs }),
  });
}

/** Undici itself leaves a user name without a password out. */
function proxyAddress({ origin, username, password }: URL): { uri: string; token?: string } {
  if (username === '') return { uri: origin };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { uri: origin, token: `Basic ${Buffer.from(pair).toString('base64')}` };
}
