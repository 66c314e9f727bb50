import {
  Controller,
  Get,
  Module,
  Post,
  RequestMethod,
  VERSION_NEUTRAL,
  Version,
  VersioningType,
  type INestApplication,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ProblemsModule } from 'nestjs-id-verification-http';
import { afterEach, describe, expect, it } from 'vitest';

@Controller(['orders', 'purchases'])
class OrdersController {
  @Get(':id')
  read(): string {
    return 'order';
  }

  @Get('export.csv')
  export(): string {
    return 'csv';
  }

  @Post(':id/items')
  @Version(['2', VERSION_NEUTRAL])
  add(): string {
    return 'item';
  }
}

@Controller('probe')
class ProbeController {
  @Get()
  read(): string {
    return 'well';
  }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

interface Shape {
  readonly prepare: (app: INestApplication) => void;
  /** The path of the request and the methods that it is allowed. */
  readonly allowed: readonly (readonly [path: string, allow: string])[];
  readonly unknown: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  'no prefix': {
    prepare: () => undefined,
    allowed: [
      ['/shop/orders/1', 'GET, HEAD'],
      ['/shop/purchases/1/', 'GET, HEAD'],
      ['/shop/orders/1/items', 'POST'],
      ['/probe', 'GET, HEAD'],
    ],
    unknown: ['/orders/1', '/shop/orders', '/prober'],
  },
  'a global prefix with an exception': {
    prepare: (app) => {
      app.setGlobalPrefix('api', { exclude: [{ path: 'probe', method: RequestMethod.GET }] });
    },
    allowed: [
      ['/api/shop/orders/1', 'GET, HEAD'],
      ['/probe', 'GET, HEAD'],
    ],
    unknown: ['/shop/orders/1', '/api/probe'],
  },
  'a prefix and versions in the path': {
    prepare: (app) => {
      app.setGlobalPrefix('api');
      app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    },
    allowed: [
      ['/api/v1/shop/orders/1', 'GET, HEAD'],
      ['/api/v2/shop/orders/1/items', 'POST'],
      ['/api/shop/orders/1/items', 'POST'],
      ['/api/v1/probe', 'GET, HEAD'],
    ],
    unknown: ['/api/shop/orders/1', '/v1/probe', '/api/v2/probe'],
  },
  'versions in a header': {
    prepare: (app) => {
      app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' });
    },
    headers: { 'x-version': '1' },
    allowed: [['/shop/orders/1', 'GET, HEAD']],
    unknown: ['/v1/shop/orders/1'],
  },
};

const ADAPTERS = { Express: () => undefined, Fastify: () => new FastifyAdapter() };

describe.each(Object.entries(ADAPTERS))('On %s', (_, adapter) => {
  let app: INestApplication;
  afterEach(() => app.close());

  async function start(prepare: (app: INestApplication) => void): Promise<string> {
    const module = await Test.createTestingModule({
      imports: [
        ProblemsModule,
        OrdersModule,
        RouterModule.register([{ path: 'shop', module: OrdersModule }]),
      ],
      controllers: [ProbeController],
    }).compile();
    const fastify = adapter();
    app = fastify === undefined ? module.createNestApplication() : module.createNestApplication(fastify);
    prepare(app);
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }

  it.each(Object.entries(SHAPES))(
    'names the allowed methods in a host with %s',
    async (__, { prepare, allowed, unknown, headers = {} }) => {
      const origin = await start(prepare);
      const responses = async (path: string, method: string): Promise<unknown[]> => {
        const response = await fetch(`${origin}${path}`, { method, headers });
        return [path, response.status, response.headers.get('allow')];
      };

      for (const [path, allow] of allowed) {
        expect(await responses(path, 'DELETE')).toEqual([path, 405, allow]);
        expect(await responses(path, 'OPTIONS')).toEqual([path, 204, `${allow}, OPTIONS`]);
      }
      for (const path of unknown) expect(await responses(path, 'DELETE')).toEqual([path, 404, null]);
    },
  );

  it('takes a dot in a path for itself', async () => {
    const origin = await start(() => undefined);

    const response = await fetch(`${origin}/shop/orders/export-csv`, { method: 'DELETE' });

    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect((await fetch(`${origin}/shop/orders/export.csv`)).status).toBe(200);
  });
});
