import type { ParameterPair } from '../wire/parameters.js';
import { percentEncode } from '../wire/percent-encoding.js';
import { headerOf, type WireRequest } from '../wire/wire-request.js';

/**
 * The text that an ACS3 signature covers, as the vendor's "request structure and signature" page defines it: method, path,
 * sorted query, sorted signed headers, their names, and the hash of the body, one per line.
 */
export function canonicalRequest(
  request: WireRequest,
  queryPairs: readonly ParameterPair[],
  signedHeaders: readonly string[],
  contentSha256: string,
): string {
  const names = [...signedHeaders].sort();
  const headers = names.map((name) => `${name}:${headerOf(request, name)?.trim() ?? ''}\n`).join('');
  return `${request.method}\n${request.path}\n${canonicalQuery(queryPairs)}\n${headers}\n${names.join(';')}\n${contentSha256}`;
}

/** Encoded pairs, sorted by name and then by value. */
export function canonicalQuery(pairs: readonly ParameterPair[]): string {
  return pairs
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
