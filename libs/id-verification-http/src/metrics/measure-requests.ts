import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { metrics, type Histogram } from '@opentelemetry/api';

/** A request with the route that Express found for it. */
interface RoutedRequest extends IncomingMessage {
  readonly route?: { readonly path?: unknown };
}

/** What Fastify's hook gives, as far as it is used; the package itself is the platform's. */
interface FastifyRequest {
  readonly method: string;
  readonly routeOptions: { readonly url?: string };
}

interface FastifyReply {
  /** In milliseconds. */
  readonly elapsedTime: number;
  readonly statusCode: number;
}

/** From a probe to the longest wait for the vendor, in seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** Methods by which clients could otherwise make metrics without end. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Times every request by the template of its route, never by its path: that holds ids, and has no end.
 *
 * @publicApi
 */
export function measureRequests(adapter: AbstractHttpAdapter): void {
  const duration = metrics
    .getMeter('nestjs-id-verification-http')
    .createHistogram('http.server.request.duration', {
      unit: 's',
      description: 'Time until a response was sent, by method, route and status',
      advice: { explicitBucketBoundaries: SECONDS },
    });
  if (adapter instanceof FastifyAdapter) {
    adapter.getInstance().addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
      record(duration, reply.elapsedTime, request.method, reply.statusCode, request.routeOptions.url);
    });
    return;
  }
  adapter.use((request: RoutedRequest, response: ServerResponse, next: () => void) => {
    const beganMs = performance.now();
    response.once('close', () => {
      const { method = '', route } = request;
      record(duration, performance.now() - beganMs, method, response.statusCode, route?.path);
    });
    next();
  });
}

function record(
  duration: Histogram,
  milliseconds: number,
  method: string,
  statusCode: number,
  route: unknown,
): void {
  duration.record(milliseconds / 1_000, {
    'http.request.method': METHODS.includes(method) ? method : '_OTHER',
    'http.response.status_code': statusCode,
    ...(typeof route === 'string' && { 'http.route': route }),
  });
}
