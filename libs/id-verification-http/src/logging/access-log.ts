import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { callerOf } from '../request/caller.js';
import { networkOf } from './network-of.js';
import { contextOf, requestContext } from './request-context.js';

/** What the frameworks know of a request that they have routed, each in its own words. */
interface RoutedRequest {
  readonly method?: string | undefined;
  readonly ip?: string;
  readonly route?: { readonly path?: unknown };
  readonly routeOptions?: { readonly url?: unknown };
}

/** Probes and scrapes come every second or two; one that succeeds is for those who look for it. */
const PROBES = ['/health/live', '/health/ready', '/metrics'];

/**
 * One line for every request when its response has gone: the route and never the path or the query, which hold ids and
 * tokens of people. The line, all others of the request, and the response's `X-Request-Id` have one id.
 *
 * @publicApi
 */
export function useAccessLog(app: INestApplication, logger: Logger): void {
  const routed = routedRequests(app);
  const line = (
    request: IncomingMessage,
    response: ServerResponse,
    { responseTime }: { responseTime: number },
  ) => {
    const { ip } = routed(request);
    return {
      method: request.method,
      route: routeOf(routed(request)),
      ...outcome(response),
      ms: responseTime,
      apiKey: callerOf(request),
      network: networkOf(ip),
    };
  };
  const log = pinoHttp({
    logger: logger.child({ context: 'Access' }),
    genReqId: () => requestContext.getStore()?.reqId ?? '',
    // Of the request itself nothing is written: its address and headers hold what no log may.
    serializers: { req: () => undefined },
    quietReqLogger: true,
    quietResLogger: true,
    customLogLevel: (request, { statusCode }) =>
      statusCode < 400 && PROBES.includes(String(routeOf(routed(request)))) ? 'debug' : 'info',
    customSuccessObject: line,
    customErrorObject: (request, response, _, value) => line(request, response, value),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
  });
  const server: Server = app.getHttpServer();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const context = contextOf(request.headers, randomUUID);
    // For everything that this request leads to, whichever framework serves it.
    requestContext.enterWith(context);
    response.setHeader('X-Request-Id', context.reqId);
    log(request, response);
  });
}

function routeOf({ route, routeOptions }: RoutedRequest): unknown {
  return routeOptions?.url ?? route?.path ?? 'none';
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
