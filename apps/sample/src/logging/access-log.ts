import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Logger, type INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { callerOf } from 'nestjs-id-verification-http';
import { networkOf } from './network-of.js';

/** What the frameworks know of a request that they have routed, each in its own words. */
interface RoutedRequest {
  readonly method?: string | undefined;
  readonly ip?: string;
  readonly route?: { readonly path?: unknown };
  readonly routeOptions?: { readonly url?: unknown };
}

/**
 * One line for every request when its response has gone: the route and never the path or the query, which hold ids and
 * tokens of people. The response carries the line's `requestId` as `X-Request-Id`; one that a caller sends is left aside.
 */
export function useAccessLog(app: INestApplication): void {
  const logger = new Logger('Access');
  const routed = routedRequests(app);
  const server: Server = app.getHttpServer();
  server.prependListener('request', (request, response) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      const { ip, route, routeOptions } = routed(request);
      logger.log('request', {
        method: request.method,
        route: routeOptions?.url ?? route?.path ?? 'none',
        ...outcome(response),
        ms: Math.round(performance.now() - startedAt),
        apiKey: callerOf(request),
        network: networkOf(ip),
        requestId,
      });
    });
  });
}

/** A caller that went away before the end of the response has not seen its status. */
function outcome(response: ServerResponse): { status?: number; aborted?: true } {
  if (!response.headersSent) return { aborted: true };
  return { status: response.statusCode, ...(!response.writableFinished && { aborted: true }) };
}

/** Express puts what it knows on Node’s request, Fastify into a request of its own. */
function routedRequests(app: INestApplication): (request: IncomingMessage) => RoutedRequest {
  const adapter: unknown = app.getHttpAdapter();
  if (!(adapter instanceof FastifyAdapter)) return (request) => request;
  const requests = new WeakMap<IncomingMessage, RoutedRequest>();
  const remember = (request: RoutedRequest & { raw: IncomingMessage }, _: unknown, done: () => void) => {
    requests.set(request.raw, request);
    done();
  };
  adapter.getInstance().addHook('onRequest', remember);
  return (request) => requests.get(request) ?? request;
}
