import { request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { loadUndici } from './load-undici.js';

/** The options of TCP and TLS, to the proxy and through it. Times in milliseconds. */
export interface TunnelOptions {
  /** The timeout of a connection attempt. */
  readonly timeout: number;
  readonly keepAlive: true;
  readonly keepAliveInitialDelay: number;
  readonly lookup: LookupFunction;
  /** The time to connect before the next address is tried. */
  readonly autoSelectFamilyAttemptTimeout: number;
  readonly rejectUnauthorized: true;
  readonly ca?: string;
}

/**
 * Connects through a proxy, by CONNECT. Not undici's ProxyAgent: when a proxy closes the connection instead of
 * responding, it retries forever without a delay, even if no call is waiting.
 */
export function tunnelConnector(proxy: URL, options: TunnelOptions): buildConnector.connector {
  const secure = loadUndici().buildConnector(options);
  return (target, callback) => {
    openTunnel(proxy, authorityOf(target), options, (error, httpSocket) => {
      if (error !== null) callback(error, null);
      else if (target.protocol === 'https:') secure({ ...target, httpSocket }, callback);
      else callback(null, httpSocket);
    });
  };
}

function authorityOf({ host = '', port, protocol }: buildConnector.Options): string {
  if (port !== '') return host;
  return `${host}:${protocol === 'https:' ? 443 : 80}`;
}

function openTunnel(
  proxy: URL,
  authority: string,
  { timeout, ...tls }: TunnelOptions,
  done: buildConnector.Callback,
): void {
  const ask = proxy.protocol === 'https:' ? requestByHttps : requestByHttp;
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  const asking = ask({
    ...tls,
    method: 'CONNECT',
    host,
    // Otherwise Node uses the `host` header, and expects the target's name in the proxy's certificate.
    servername: isIP(host) === 0 ? host : '',
    port: proxy.port,
    path: authority,
    agent: false,
    headers: { host: authority, connection: 'keep-alive', ...credentialsFor(proxy) },
  });
  const timer = setTimeout(() => asking.destroy(failure('PROXY_TIMEOUT')), timeout);
  asking.once('close', () => clearTimeout(timer));
  asking.on('error', (error) => done(error, null));
  asking.once('connect', ({ statusCode }, socket: Socket) => {
    clearTimeout(timer);
    if (statusCode === 200) return done(null, socket);
    socket.destroy();
    return done(failure(`PROXY_RESPONDED_${statusCode}`), null);
  });
  asking.end();
}

function credentialsFor({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** An error with a code; only its code is used. */
function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
