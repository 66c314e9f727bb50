import { rootCertificates } from 'node:tls';
import { openConnection, type ConnectionOptions } from './native/open-connection.js';

/**
 * Requests an address the way calls of the vendor are made, through the same proxy. Trusts the certificates that they
 * trust and the usual ones: the address may belong to another party. Does not follow redirects.
 *
 * @returns the status of the response
 */
export async function probeCallback(
  address: URL,
  http: ConnectionOptions,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<number> {
  const { ca } = http;
  const trusted = ca === undefined ? undefined : [ca, ...rootCertificates].join('\n');
  const connection = openConnection(address, { ...http, ca: trusted }, timeoutMs);
  try {
    const { statusCode } = await connection.request({
      method: 'GET',
      path: address.pathname + address.search,
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
    });
    return statusCode;
  } finally {
    await connection.destroy();
  }
}
