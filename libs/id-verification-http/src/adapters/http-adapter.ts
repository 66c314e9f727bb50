import type { ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { HttpServerOptions } from './server-options.js';
import { problemByStatus } from '../problems/problem-by-status.js';
import { PROBLEM_HEADERS } from '../problems/problem.js';
import { statusOf } from '../problems/status-of.js';
import { HardenedExpressAdapter } from './hardened-express.adapter.js';
import { refuseUnreadable } from './refuse-unreadable.js';
import { serverTimeouts } from './server-timeouts.js';
import { trustProxy } from './trust-proxy.js';

/** The HTTP frameworks that Nest runs on. */
export type AdapterName = 'express' | 'fastify';

/** MetaInfo is the only long parameter, and the vendor's query cannot hold more than a fraction of this. */
const BODY_LIMIT_BYTES = 64 * 1024;

export function createAdapter(name: AdapterName, settings: HttpServerOptions): AbstractHttpAdapter {
  return name === 'express' ? new HardenedExpressAdapter(settings) : createFastifyAdapter(settings);
}

function createFastifyAdapter(settings: HttpServerOptions): FastifyAdapter {
  const timeouts = serverTimeouts(settings);
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    http: timeouts,
    requestTimeout: timeouts.requestTimeout,
    trustProxy: trustProxy(settings.trustedProxies),
    clientErrorHandler: refuseUnreadable,
    // Validation refuses these fields like every other unknown one, and says so.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    // Longer ids than can exist are unknown ids like any other.
    routerOptions: { maxParamLength: 2_000 },
    frameworkErrors: (
      error: unknown,
      _: unknown,
      reply: { raw: Pick<ServerResponse, 'writeHead' | 'end'> },
    ) => refuseUnrouted(error, reply.raw),
  });
}

/** Fastify refuses a path that it cannot decode before Nest and its filters see it. */
function refuseUnrouted(error: unknown, response: Pick<ServerResponse, 'writeHead' | 'end'>): void {
  const body = problemByStatus(statusOf(error));
  response.writeHead(body.status, { ...PROBLEM_HEADERS, 'X-Content-Type-Options': 'nosniff' });
  response.end(JSON.stringify(body));
}

/** JSON and nothing else. Fastify brings its parser along. */
export function useJsonBodies(app: INestApplication): void {
  const adapter: unknown = app.getHttpAdapter();
  if (adapter instanceof ExpressAdapter) {
    adapter.useBodyParser('json', false, { limit: BODY_LIMIT_BYTES, inflate: false });
  }
}
