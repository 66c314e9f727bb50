import { rootCertificates } from 'node:tls';
import { openPool, type PoolOptions } from './native/open-pool.js';

/**
 * Requests an address the way calls of the vendor are made, through the same proxy. Trusts the certificates that they
 * trust and the usual ones: the address may belong to another party. Does not follow redirects.
 *
 * @returns the status of the response
 */
export async function probeCallback(
  address: URL,
  http: PoolOptions,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<number> {
  const { ca } = http;
  const trusted = ca === undefined ? undefined : [ca, ...rootCertificates].join('\n');
  const pool = openPool(address, { ...http, ca: trusted, maxConnections: 1 }, timeoutMs);
  try {
    const { statusCode } = await pool.request({
      method: 'GET',
      path: address.pathname + address.search,
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
    });
    return statusCode;
  } finally {
    await pool.destroy();
  }
}
