import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';

export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** Node's request, with the property in which Express names the route for access logs and metrics. */
type RoutedRequest = IncomingMessage & { route?: { readonly path: string } };

/** What is used of Fastify, which only some hosts have. */
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
 * Puts the callback route before what the host registers from now on: routes, body parsers, CORS and middleware.
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
 * Request targets of the route: in any case, with slashes after it, and with a separator of the query that a proxy
 * may have changed.
 */
export function callbackTarget(path: string): RegExp {
  const literal = path.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return new RegExp(`^${literal}/*(?:$|[?&;#]|%3f)`, 'i');
}

/**
 * A scope of its own: hooks that the host adds later do not reach it, and errors of earlier ones, such as a refusal by
 * CORS, end in the response of the route.
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
