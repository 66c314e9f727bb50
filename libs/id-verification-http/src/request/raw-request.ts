import { IncomingMessage } from 'node:http';

/**
 * Node’s own request under that of the framework: the same object on Express, its `raw` on Fastify.
 *
 * @publicApi
 */
export function rawRequest(request: unknown): IncomingMessage {
  const raw = typeof request === 'object' && request !== null && 'raw' in request ? request.raw : request;
  if (raw instanceof IncomingMessage) return raw;
  throw new TypeError('A request of the HTTP adapter has Node’s request in it');
}
