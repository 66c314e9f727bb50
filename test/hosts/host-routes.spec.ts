import { Controller, Get, Module, Post, Query, Res, type INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { NoStore, respondToStart, type HttpResponse } from 'nestjs-id-verification-http';
import {
  ApiProblems,
  createOpenApiDocument,
  DescribesRoutes,
  DescribesStart,
} from 'nestjs-id-verification-http/openapi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROBLEMS = {
  order_closed: { httpStatus: 409, retryable: false, title: 'The order is closed', detail: 'Open another.' },
};

@Controller('orders')
@NoStore()
@DescribesRoutes('orders')
class OrdersController {
  @Post()
  @DescribesStart()
  start(@Query('replayed') replayed: string, @Res({ passthrough: true }) response: HttpResponse): object {
    respondToStart(response, { replayed: replayed === 'yes' }, '/orders/1');
    return {};
  }

  @Get()
  @ApiProblems(['unauthorized'], PROBLEMS)
  list(): object {
    return [];
  }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
])('Routes of a host on %s', (_, adapter) => {
  let app: INestApplication;
  beforeEach(async () => {
    const module = await Test.createTestingModule({ imports: [OrdersModule] }).compile();
    app = module.createNestApplication(adapter());
    await app.listen(0, '127.0.0.1');
  });
  afterEach(() => app.close());

  it('respond to a start with 201 and its Location, and to a replay with 200', async () => {
    const url = `${await app.getUrl()}/orders`;
    const [started, replayed] = await Promise.all([
      fetch(url, { method: 'POST' }),
      fetch(`${url}?replayed=yes`, { method: 'POST' }),
    ]);
    expect([started.status, started.headers.get('location')]).toEqual([201, '/orders/1']);
    expect([replayed.status, replayed.headers.get('location')]).toEqual([200, null]);
  });

  it('keep their responses out of caches', async () => {
    const response = await fetch(`${await app.getUrl()}/orders`);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('are described with the schemas, problems and keys that the decorators refer to', () => {
    const { paths, components } = createOpenApiDocument(app, new DocumentBuilder(), {
      problems: PROBLEMS,
      schemas: { Order: { type: 'object' } },
    });

    expect(paths['/orders']?.post).toMatchObject({
      operationId: 'startVerification',
      tags: ['orders'],
      security: [{ bearer: [] }, { 'api-key': [] }],
    });
    expect(Object.keys(paths)).toContain('/id-verification/callback');
    expect(Object.keys(components?.schemas ?? {})).toEqual(
      expect.arrayContaining(['StartVerification', 'Problem', 'Order', 'CreatedVerificationResponse']),
    );
    expect(components?.securitySchemes).toMatchObject({
      bearer: { type: 'http' },
      'api-key': { in: 'header' },
    });
    expect(JSON.stringify(components?.schemas?.['Problem'])).toContain('order_closed');
  });
});
