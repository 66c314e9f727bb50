import { rootCertificates } from 'node:tls';
import { CALLBACK_HEADER } from '../contract/callback-response.js';
import { openConnection, type ConnectionOptions } from './native/open-connection.js';

/**
 * Requests the callback URL through the same proxy as vendor calls. Trusts their certificate authorities and the
 * system's, because the address may belong to another party. Does not follow redirects.
 *
 * @returns the status of the response, and whether the callback route sent it
 */
export async function probeCallback(
  address: URL,
  http: ConnectionOptions,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<{ status: number; isCallbackRoute: boolean }> {
  const { ca } = http;
  const trusted = ca === undefined ? undefined : [ca, ...rootCertificates].join('\n');
  const connection = openConnection(address, { ...http, ca: trusted }, timeoutMs);
  try {
    const { statusCode, headers } = await connection.request({
      method: 'GET',
      path: address.pathname + address.search,
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
    });
    return { status: statusCode, isCallbackRoute: headers[CALLBACK_HEADER] !== undefined };
  } finally {
    await connection.destroy();
  }
}
