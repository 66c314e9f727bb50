import type { IncomingHttpHeaders } from 'node:http';

/** The API key of a request: from `Authorization: Bearer …`, else from `x-api-key`; undefined without one. */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization !== undefined) return /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  return typeof apiKey === 'string' && apiKey !== '' ? apiKey : undefined;
}
