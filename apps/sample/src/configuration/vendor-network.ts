import { readFileSync } from 'node:fs';
import type { HttpOptions } from 'nestjs-id-verification';
import type { EnvironmentReader } from './environment-reader.js';

/** The way to the vendor where it is not direct: a proxy, and the authority of one that inspects TLS. */
export function readVendorNetwork(reader: EnvironmentReader): HttpOptions | undefined {
  const proxy = readProxy(reader);
  const ca = readAuthority(reader);
  if (proxy === undefined && ca === undefined) return undefined;
  return { ...(proxy !== undefined && { proxy }), ...(ca !== undefined && { ca }) };
}

function readProxy(reader: EnvironmentReader): string | undefined {
  const proxy = reader.optional('ID_VERIFICATION_PROXY');
  if (proxy !== undefined && !isProxy(proxy)) {
    reader.refuse(
      'ID_VERIFICATION_PROXY',
      'must be http://host:port or https://host:port, with user:password@ (percent-encoded) before the host if the proxy requires it',
    );
  }
  return proxy;
}

function isProxy(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '';
}

function readAuthority(reader: EnvironmentReader): string | undefined {
  const path = reader.optional('ID_VERIFICATION_CA');
  if (path === undefined) return undefined;
  try {
    const pem = readFileSync(path, 'utf8');
    if (pem.includes('BEGIN CERTIFICATE')) return pem;
    reader.refuse('ID_VERIFICATION_CA', 'must name a file with one or more certificates in PEM form');
  } catch {
    reader.refuse('ID_VERIFICATION_CA', 'names a file that cannot be read');
  }
  return undefined;
}
