/**
 * Whose word about a client's address is taken: the last so many proxies, or those with these addresses.
 *
 * @publicApi
 */
export type TrustedProxies = number | readonly string[] | false;

/**
 * Limits of the server.
 *
 * @publicApi
 */
export interface ServerLimits {
  /** Within which a whole request must have arrived, in milliseconds. */
  readonly requestTimeoutMs: number;
}

/** @publicApi */
export interface HttpServerOptions {
  readonly limits: ServerLimits;
  readonly trustedProxies: TrustedProxies;
}
