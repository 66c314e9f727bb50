import type { ServerOptions } from 'node:http';
import type { HttpServerOptions } from './server-options.js';

/** Headers are sent in one go; only a body may take longer. */
const HEADERS_TIMEOUT_MS = 10_000;

/** How often Node checks for requests that take too long. Its own choice, 30 s, is longer than they may take. */
const LOOK_EVERY_MS = 1_000;

/** Keeps a client that sends slowly, or not at all, from holding a connection. */
export function serverTimeouts({ requestTimeoutMs }: Pick<HttpServerOptions, 'requestTimeoutMs'>) {
  return {
    headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: LOOK_EVERY_MS,
  } satisfies ServerOptions;
}
