import { Controller, Get, Header, Injectable } from '@nestjs/common';
import { APP_FILTER, ExternalContextCreator } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModule } from '@nestjs/testing';
import { IdVerificationError, IdVerificationExceptionFilter } from 'nestjs-id-verification';
import { EventEmitter } from 'node:events';
import { lastValueFrom, type Observable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

@Injectable()
class Host {
  find(): Promise<never> {
    return Promise.reject(new IdVerificationError('not_found', { hint: 'for operators only' }));
  }
}

@Controller()
class HostController extends Host {
  @Get()
  @Header('Cache-Control', 'public, max-age=60')
  override find(): Promise<never> {
    return super.find();
  }
}

/** What callers get, and what they do not: the hint. */
const PROBLEM = { code: 'not_found', status: 404, message: 'There is no such verification' };

/** Nest's own way to call a method outside HTTP, with its filters: GraphQL and message consumers use it. */
describe('The exception filter outside HTTP', () => {
  let module: TestingModule;
  beforeAll(async () => {
    module = await Test.createTestingModule({
      providers: [Host, { provide: APP_FILTER, useClass: IdVerificationExceptionFilter }],
    }).compile();
    await module.init();
  });
  afterAll(() => module.close());

  function call(type: string, ...args: unknown[]): Promise<unknown> {
    const host = module.get(Host);
    const creator = module.get(ExternalContextCreator, { strict: false });
    const whole = [undefined, undefined, undefined, undefined, undefined] as const;
    return creator.create(host, host.find, 'find', ...whole, type)(...args);
  }

  it.each(['rmq', 'kafka-consumer'])('leaves the error itself to a transport of type %s', async (type) => {
    await expect(call(type, {}, {}, {}, {})).rejects.toBeInstanceOf(IdVerificationError);
  });

  it('adds the problem to the error as the `extensions` that GraphQL sends', async () => {
    const error: unknown = await call('graphql', {}, {}, {}, {}).catch((error: unknown) => error);

    const { extensions } = error as { extensions: object };
    expect(extensions).toMatchObject({ code: 'not_found', status: 404, detail: PROBLEM.message });
    expect(JSON.stringify(extensions)).not.toContain('operators');
  });

  it('fails the response to a message pattern with the problem', async () => {
    const response = (await call('rpc', 'data', 'context')) as Observable<unknown>;

    const problem: unknown = await lastValueFrom(response).catch((error: unknown) => error);

    expect(problem).toMatchObject(PROBLEM);
    expect(JSON.stringify(problem)).not.toContain('operators');
  });

  it('sends the problem to a WebSocket as the event `exception`', async () => {
    const client = new EventEmitter();
    const problems: unknown[] = [];
    client.on('exception', (problem) => problems.push(problem));

    // Nest's general handler logs an error that a filter returned nothing for; the gateway's does not.
    await call('ws', client, 'data').catch(() => undefined);

    expect(problems).toEqual([expect.objectContaining(PROBLEM)]);
  });
});

describe.each(['Express', 'Fastify'])('The exception filter on %s', (platform) => {
  it('responds with a problem that no cache keeps, whatever the route says of its responses', async () => {
    const module = await Test.createTestingModule({
      controllers: [HostController],
      providers: [{ provide: APP_FILTER, useClass: IdVerificationExceptionFilter }],
    }).compile();
    const fastify = platform === 'Fastify' ? new FastifyAdapter() : undefined;
    const app = fastify ? module.createNestApplication(fastify) : module.createNestApplication();
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');

    const { status, headers } = await fetch(await app.getUrl());

    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
