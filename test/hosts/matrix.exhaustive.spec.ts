import {
  Controller,
  Get,
  Injectable,
  VersioningType,
  type CallHandler,
  type INestApplication,
  type ModuleMetadata,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { AdapterName } from '@id-verification/sample';
import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  IdVerificationService,
  newMerchantBizId,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { map, type Observable } from 'rxjs';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PgBouncer } from '../support/database/pgbouncer.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { compileHost, migratedDataSource } from '../support/host/host-module.js';
import { setHostParsers } from '../support/host/host-parsers.js';
import { ACCESS_KEY, emulatorOptions } from '../support/host/library-host.js';
import { CALLBACK_KEY, CALLBACK_PATH } from '../support/host/verdict-stage.js';
import { freePort } from '../support/http/free-port.js';
import { execute } from '../support/process/execute.js';
import { ADAPTERS } from '../support/runner/suite.js';
import { needs } from '../support/runner/tools.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

@Injectable()
class Wrapping implements NestInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data) => ({ data })));
  }
}

/** In the spelling of each platform's router. */
const CATCH_ALL = { express: '*path', fastify: '*' } as const;

function catchAllController(on: AdapterName): Type {
  @Controller()
  class CatchAllController {
    @Get(CATCH_ALL[on])
    get(): string {
      return 'a page of the host';
    }
  }
  return CatchAllController;
}

interface Shape {
  readonly parts: (on: AdapterName) => ModuleMetadata;
  readonly prepare: (app: INestApplication) => void;
}

const PLAIN = 'plain';
const FORTRESS = 'guarded, prefixed, versioned, wrapped, with a route for every path';

const SHAPES = {
  [PLAIN]: { parts: () => ({}), prepare: () => undefined },
  [FORTRESS]: {
    parts: (on: AdapterName) => ({
      controllers: [catchAllController(on)],
      providers: [
        { provide: APP_GUARD, useValue: { canActivate: () => false } },
        { provide: APP_INTERCEPTOR, useClass: Wrapping },
      ],
    }),
    prepare: (app: INestApplication) => {
      app.setGlobalPrefix('api');
      app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    },
  },
} satisfies Record<string, Shape>;

const ISOLATION_LEVELS = ['read committed', 'serializable'] as const;

const PARSERS = { pg: () => () => undefined, 'the host': setHostParsers } as const;

/** How a host reaches the database. */
const ROUTES = ['direct', 'pgbouncer'] as const;

interface Cell {
  readonly on: AdapterName;
  readonly shape: keyof typeof SHAPES;
  readonly parsers: keyof typeof PARSERS;
}

const CELLS: readonly Cell[] = ADAPTERS.flatMap((on) =>
  ([PLAIN, FORTRESS] as const).flatMap((shape) =>
    (['pg', 'the host'] as const).map((parsers): Cell => ({ on, shape, parsers })),
  ),
);

const DATABASES = ROUTES.flatMap((route) => ISOLATION_LEVELS.map((isolation) => ({ route, isolation })));

describe.each(DATABASES)('On a $isolation database, $route', ({ route, isolation }) => {
  describe('a host', needs(route === 'pgbouncer' ? route : undefined), () => {
    let emulator: CloudauthEmulator;
    let database: TestDatabase;
    let pooler: PgBouncer | undefined;
    let port: number;
    beforeAll(async () => {
      port = await freePort();
      emulator = await CloudauthEmulator.start({
        accessKeys: [ACCESS_KEY],
        forwardTo: `http://127.0.0.1:${port}`,
      });
      // The first host migrates it.
      database = await createTestDatabase('matrix', 'empty');
      const name = new URL(database.url).pathname.slice(1);
      await execute(
        database.url,
        `ALTER DATABASE "${name}" SET default_transaction_isolation = '${isolation}'`,
      );
      await execute(
        database.url,
        'CREATE TABLE ledger (handler text NOT NULL, merchant_biz_id text NOT NULL)',
      );
      pooler = route === 'pgbouncer' ? await PgBouncer.before(inject('databaseServerUrl')) : undefined;
    });
    afterAll(async () => {
      await pooler?.stop();
      await emulator.stop();
      await database.drop();
    });

    it.each(CELLS)(
      'on $on, $shape, with parsers of $parsers, leads a verification from initialize to its handler',
      async ({ on, shape, parsers }) => {
        const { parts, prepare } = SHAPES[shape];
        const restore = PARSERS[parsers]();
        const app = await start(on, parts(on));
        try {
          prepare(app);
          await app.listen(port, '127.0.0.1');
          const merchantBizId = newMerchantBizId();
          const service = app.get(IdVerificationService, { strict: false });
          const { transactionId } = await service.initialize({ ...MINIMAL_REQUEST, merchantBizId });

          emulator.finish(transactionId, { passed: 'Y' });

          // Long before the first planned check.
          await expect.poll(() => ledger(app, merchantBizId)).toBe(1);
          expect(await service.get(merchantBizId)).toMatchObject({ status: 'PASSED', transactionId });
          expect(await service.health()).toMatchObject({ status: 'up' });
        } finally {
          await app.close();
          restore();
        }
      },
    );

    async function start(on: AdapterName, parts: ModuleMetadata): Promise<INestApplication> {
      const { rateLimit: _, workers: __, ...options } = emulatorOptions(emulator.url);
      const given: IdVerificationModuleOptions = {
        ...options,
        callback: { url: `https://callback.test${CALLBACK_PATH}`, keys: [CALLBACK_KEY] },
      };
      const module = await compileHost(pooler?.url(database.url) ?? database.url, given, {
        log: SILENT,
        dataSource: migratedDataSource,
        also: {
          ...parts,
          providers: [handler('all', 'ledger', writesToLedger('ledger')), ...(parts.providers ?? [])],
        },
      });
      return module.createNestApplication(on === 'express' ? new ExpressAdapter() : new FastifyAdapter(), {
        logger: false,
      });
    }
  });
});

const noop = (): void => undefined;
const SILENT = { log: noop, warn: noop, error: noop };

async function ledger(app: INestApplication, merchantBizId: string): Promise<number> {
  const rows: unknown[] = await app
    .get(DataSource)
    .query('SELECT FROM ledger WHERE merchant_biz_id = $1', [merchantBizId]);
  return rows.length;
}
