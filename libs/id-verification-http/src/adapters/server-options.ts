/**
 * Whose word about a client's address is taken: the last so many proxies, or those with these addresses.
 *
 * @publicApi
 */
export type TrustedProxies = number | readonly string[] | false;

/**
 * How a server is hardened.
 *
 * @publicApi
 */
export interface HttpServerOptions {
  /** Within which a whole request must have arrived, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly trustedProxies: TrustedProxies;
}
