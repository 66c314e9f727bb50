import type { IncomingMessage } from 'node:http';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a host name, without port, is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname) || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * Why a request to the page or to control is not taken, if so. A foreign `Host` is a name that was rebound to this machine;
 * a foreign `Origin` is another site's script or form.
 */
export function foreignness(request: IncomingMessage, publicHostname: string): string | undefined {
  const { host, origin } = request.headers;
  const hostname = hostnameOf(`http://${host ?? ''}`);
  if (hostname === undefined || !(isLoopback(hostname) || hostname === publicHostname))
    return 'the Host header must name a loopback address or the host of publicUrl';
  if (origin !== undefined && hostOf(origin) !== host?.toLowerCase())
    return 'requests from pages of other origins are refused';
  if (request.headers['sec-fetch-site'] === 'cross-site') return navigationOnly(request);
  return undefined;
}

/** A link from another site may open the page, and nothing more. */
function navigationOnly(request: IncomingMessage): string | undefined {
  const navigates = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
  return navigates ? undefined : 'requests from pages of other sites are refused';
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
