import type { IncomingMessage, Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';

/** Probes and metrics: a proxy keeps them to operators by their paths, so each has one path alone. */
const FOR_OPERATORS: readonly string[] = ['health', 'metrics'];

/**
 * Serves the routes of the API under its version too: `/v1/verifications` is `/verifications`. On the server itself,
 * before a framework routes the request, and so the same for every framework.
 *
 * @param unversioned the first segments, in lower case, of paths that are not part of the API and have no version
 * @publicApi
 */
export function acceptVersion(
  app: INestApplication,
  version: `v${number}`,
  unversioned: readonly string[] = FOR_OPERATORS,
): void {
  const server: Server = app.getHttpServer();
  server.prependListener('request', (request: IncomingMessage) => {
    request.url = withoutVersion(request.url ?? '', version, unversioned);
  });
}

/** Takes plain segments only: frameworks differ in how they read others, such as `%6detrics`. */
export function withoutVersion(url: string, version: string, unversioned: readonly string[]): string {
  const [match, segment] = new RegExp(`^/${version}(?:/([\\w.-]+)(?=[/?]|$)|/?(?=[?]|$))`).exec(url) ?? [];
  if (match === undefined || unversioned.includes(segment?.toLowerCase() ?? '')) return url;
  const path = url.slice(`/${version}`.length);
  return path.startsWith('/') ? path : `/${path}`;
}
