import type { INestApplication } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** The HTTP frameworks that Nest runs on. */
export type AdapterName = 'express' | 'fastify';

/** MetaInfo is the only long parameter, and the vendor's query cannot hold more than a fraction of this. */
const BODY_LIMIT_BYTES = 64 * 1024;

export function createAdapter(name: AdapterName): AbstractHttpAdapter {
  if (name === 'express') return new ExpressAdapter();
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    // Validation refuses these fields like every other unknown one, and says so.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
  });
}

/** JSON and nothing else. Fastify brings its parser along. */
export function useJsonBodies(app: INestApplication): void {
  const adapter: unknown = app.getHttpAdapter();
  if (adapter instanceof ExpressAdapter) {
    adapter.useBodyParser('json', false, { limit: BODY_LIMIT_BYTES, inflate: false });
  }
}
