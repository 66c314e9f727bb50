import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';

export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** Node's request, with the property from which access logs and metrics read Express's route. */
type RoutedRequest = IncomingMessage & { route?: { readonly path: string } };

/** The part of Fastify that is used; Fastify is optional. */
interface FastifyInstance {
  register(plugin: (scope: FastifyInstance) => Promise<void>): void;
  removeAllContentTypeParsers(): void;
  addContentTypeParser(type: '*', parse: (request: unknown, body: unknown, done: () => void) => void): void;
  setErrorHandler(handle: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void): void;
  route(route: {
    readonly method: readonly string[];
    readonly url: string;
    handler(request: FastifyRequest, reply: FastifyReply): void;
  }): void;
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
}

interface FastifyReply {
  readonly raw: ServerResponse;
  hijack(): void;
}

const METHODS = ['GET', 'HEAD', 'POST'];

/**
 * Registers the callback route before the host's own routes, body parsers, CORS and middleware.
 *
 * @param path begins with a slash
 */
export function mountRoute(adapter: AbstractHttpAdapter, path: string, respond: Respond): void {
  const target = callbackTarget(path);
  const middleware = (request: RoutedRequest, response: ServerResponse, next: () => void): void => {
    if (!METHODS.includes(request.method ?? '') || !target.test(request.url ?? '')) {
      next();
      return;
    }
    request.route = { path };
    respond(request, response);
  };
  if (adapter.getType() !== 'fastify') {
    adapter.use(middleware);
    return;
  }
  registerOnFastify(adapter.getInstance(), path, respond);
  try {
    adapter.use(middleware);
  } catch {
    // A host with `skipMiddie` has no middleware, which the route would have to precede.
  }
}

/**
 * Matches the route's request targets: case-insensitive, with trailing slashes, and with a query separator that a proxy
 * may have rewritten.
 */
export function callbackTarget(path: string): RegExp {
  const literal = path.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return new RegExp(`^${literal}/*(?:$|[?&;#]|%3f)`, 'i');
}

/**
 * Encapsulated: hooks that the host adds later do not run for the route, and errors of earlier hooks, such as a refusal
 * by CORS, still get the response of the route.
 */
function registerOnFastify(fastify: FastifyInstance, path: string, respond: Respond): void {
  const handler = ({ raw }: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    respond(raw, reply.raw);
  };
  fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done());
    scope.setErrorHandler((_error, request, reply) => handler(request, reply));
    for (const url of [path, `${path}/`]) scope.route({ method: ['GET', 'POST'], url, handler });
  });
}
