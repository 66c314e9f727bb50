import type { DynamicModule, INestApplication, LoggerService, Type } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { acceptVersion } from './accept-version.js';
import { createAdapter, useJsonBodies, type AdapterName } from './http-adapter.js';
import { refuseAmbiguous } from './refuse-ambiguous.js';
import type { HttpServerOptions } from './server-options.js';

/** What a page of another origin may read, beside what every page may. */
const EXPOSED_HEADERS = [
  'Location',
  'Retry-After',
  'X-Request-Id',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
];

/**
 * How {@link createHardenedApplication} creates an application.
 *
 * @publicApi
 */
export interface HardenedApplicationOptions extends HttpServerOptions {
  /** @default 'express' */
  readonly adapter?: AdapterName | undefined;
  readonly logger: LoggerService;
  /** Pages of other origins that may call the application from a browser. */
  readonly corsOrigins?: readonly string[];
  /** The version of the API, which may stand in front of the path of a route. */
  readonly version?: `v${number}`;
  /** Adds middleware that must see every request: before the callback route, which the module mounts itself. */
  readonly prepare?: (adapter: AbstractHttpAdapter) => void;
}

/**
 * An application on a server with timeouts, a body limit and trusted proxies, which takes JSON in UTF-8 and nothing
 * that two programs may read in two ways, and stops by the signals of an orchestrator. An error while it is created is
 * thrown.
 *
 * @publicApi
 */
export async function createHardenedApplication(
  module: Type<unknown> | DynamicModule,
  {
    adapter = 'express',
    corsOrigins = [],
    logger,
    prepare,
    version = 'v1',
    ...server
  }: HardenedApplicationOptions,
): Promise<INestApplication> {
  const httpAdapter = createAdapter(adapter, server);
  prepare?.(httpAdapter);
  refuseAmbiguous(httpAdapter);
  const app = await NestFactory.create(module, httpAdapter, {
    logger,
    abortOnError: false,
    bodyParser: false,
  });
  acceptVersion(app, version);
  if (corsOrigins.length > 0) {
    app.enableCors({
      origin: [...corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: 600,
    });
  }
  useJsonBodies(app);
  // By an exit and not by the signal once more, which the first process of a container does not die of.
  app.enableShutdownHooks([], { useProcessExit: true });
  return app;
}
