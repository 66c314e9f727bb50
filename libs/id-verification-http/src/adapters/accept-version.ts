import type { IncomingMessage, Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';

/**
 * Serves every route under a version of the API too: `/v1/verifications` is `/verifications`. On the server itself,
 * before a framework routes the request, and so the same for every framework.
 *
 * @publicApi
 */
export function acceptVersion(app: INestApplication, version: `v${number}`): void {
  const prefix = new RegExp(`^/${version}(?=[/?]|$)`);
  const server: Server = app.getHttpServer();
  server.prependListener('request', (request: IncomingMessage) => {
    const path = request.url?.replace(prefix, '');
    request.url = path === '' || path?.startsWith('?') ? `/${path}` : path;
  });
}
