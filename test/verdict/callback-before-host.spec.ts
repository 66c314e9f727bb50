import type { ServerResponse } from 'node:http';
import {
  Controller,
  Get,
  Module,
  type DynamicModule,
  type INestApplication,
  type MiddlewareConsumer,
  type ModuleMetadata,
  type NestMiddleware,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdVerificationModule } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { emulatorOptions, HASH_KEY, UNGUARDED } from '../support/host/library-host.js';
import { adapters } from '../support/runner/suite.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { CALLBACK_PATH, VerdictStage } from '../support/host/verdict-stage.js';

/** In the spelling of each platform's router. */
const CATCH_ALL = { express: '*path', fastify: '*' } as const;

function catchAllController(on: keyof typeof CATCH_ALL): Type {
  @Controller()
  class CatchAllController {
    @Get(CATCH_ALL[on])
    get(): string {
      return 'a page of the host';
    }
  }
  return CatchAllController;
}

@Controller(':tenant')
class TenantController {
  @Get(':page')
  get(): string {
    return 'a page of the host';
  }
}

class Login implements NestMiddleware {
  use(_: unknown, response: ServerResponse): void {
    response.statusCode = 401;
    response.end();
  }
}

@Module({ providers: [Login] })
class LoginModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(Login).forRoutes('*path');
  }
}

interface Host {
  readonly metadata?: ModuleMetadata;
  readonly prepare?: (app: INestApplication) => void;
}

const hosts = (on: keyof typeof CATCH_ALL): Readonly<Record<string, Host>> => ({
  'a route for every path': { metadata: { controllers: [catchAllController(on)] } },
  'a route for two segments': { metadata: { controllers: [TenantController] } },
  'a middleware of a module': { metadata: { imports: [LoginModule] } },
  'a global prefix, versions and CORS that refuses the caller': {
    metadata: { controllers: [catchAllController(on)] },
    prepare: (app) => {
      app.setGlobalPrefix('api');
      app.enableVersioning();
      app.enableCors({
        origin: (_: unknown, decide: (error: Error) => void) => decide(new Error('refused')),
      });
    },
  },
  'a middleware of the application': { prepare: (app) => app.use(Login.prototype.use.bind(undefined)) },
});

@Module({})
class HostModule {}

describe.each(adapters())('the callback route on %s', (on) => {
  let stage: VerdictStage;
  let database: TestDatabase;
  let app: INestApplication | undefined;
  beforeAll(async () => {
    database = await createTestDatabase('callback_before_host');
    stage = await VerdictStage.open('callback_before_test_host');
  });
  afterEach(async () => {
    await app?.close();
    await stage.stopHosts();
  });
  afterAll(async () => {
    await stage.close();
    await database.drop();
  });

  /** An application as `main.ts` makes it. */
  async function start({ metadata, prepare }: Host, adapter = adapterOf(on)): Promise<string> {
    const host: DynamicModule = {
      module: HostModule,
      ...metadata,
      imports: [
        ...(metadata?.imports ?? []),
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres', url: database.url, autoLoadEntities: true }),
        }),
        IdVerificationModule.forRoot({
          ...emulatorOptions('http://127.0.0.1:1'),
          ...UNGUARDED,
          callback: { url: `https://callback.test${CALLBACK_PATH}`, keys: [HASH_KEY] },
        }),
      ],
    };
    app = await NestFactory.create(host, adapter, { logger: false, abortOnError: false });
    prepare?.(app);
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }

  async function isReached(origin: string): Promise<boolean> {
    const url = origin + CALLBACK_PATH;
    const responses = await Promise.all([
      fetch(url),
      fetch(`${url}/?a=b`),
      fetch(url, { method: 'POST', body: new URLSearchParams({ a: 'b' }) }),
    ]);
    return responses.every(({ headers }) => headers.has('id-verification-callback'));
  }

  it.each(Object.entries(hosts(on)))('precedes %s', async (_, host) => {
    expect(await isReached(await start(host))).toBe(true);
  });

  it.each(Object.entries(hosts(on)))('precedes %s in a testing module', async (_, { metadata, prepare }) => {
    const { origin } = await stage.host(
      { workers: { enabled: false } },
      { on, ...(metadata && { also: metadata }), ...(prepare && { prepare }) },
    );

    expect(await isReached(origin)).toBe(true);
  });

  it('works in a Fastify host without middleware', async () => {
    expect(await isReached(await start({}, new FastifyAdapter({ skipMiddie: true })))).toBe(true);
  });
});

function adapterOf(on: 'express' | 'fastify'): ExpressAdapter | FastifyAdapter {
  return on === 'express' ? new ExpressAdapter() : new FastifyAdapter();
}
