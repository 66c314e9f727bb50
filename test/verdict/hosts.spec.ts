import { Controller, Get, ValidationPipe, VersioningType, type INestApplication } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostSettings, VerdictHost } from '../support/verdict-host.js';
import { CALLBACK_PATH, VerdictStage } from '../support/verdict-stage.js';

@Controller('anything')
class HostController {
  @Get()
  get(): string {
    return 'never reached';
  }
}

/** A host that lets nobody in and moves every route of its own. */
const fortress: HostSettings = {
  also: {
    controllers: [HostController],
    providers: [{ provide: APP_GUARD, useValue: { canActivate: () => false } }],
  },
  prepare: (app: INestApplication) => {
    app.setGlobalPrefix('api');
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
    app.enableCors({ origin: false });
  },
};

describe.each<[string, HostSettings]>([
  ['Express by forRoot', { on: 'express', by: 'forRoot' }],
  ['Express by forRootAsync', { on: 'express', by: 'forRootAsync' }],
  ['Fastify by forRoot', { on: 'fastify', by: 'forRoot' }],
  ['Fastify by forRootAsync', { on: 'fastify', by: 'forRootAsync' }],
  ['Express behind a guard, a prefix, versions and a pipe', { on: 'express', ...fortress }],
  ['Fastify behind a guard, a prefix, versions and a pipe', { on: 'fastify', ...fortress }],
])('in a host on %s', (_, settings) => {
  let stage: VerdictStage;
  let host: VerdictHost;

  beforeAll(async () => {
    stage = await VerdictStage.open('hosts', { callbackMode: { mode: 'onTime' }, checkCallbackUrl: true });
    host = await stage.host({}, { ...settings, port: stage.callbackPort });
  });
  afterAll(() => stage.close());

  it.each([
    ['Y', 'PASSED', 'passed'],
    ['N', 'FAILED', 'failed'],
  ] as const)(
    'a person who ends with %s leads by the vendor’s callback to %s, to the handler and to who watches',
    async (passed, status, outcome) => {
      const one = await stage.start(host);
      const watched = lastValueFrom(host.service.watch(one.merchantBizId).pipe(toArray()));

      stage.emulator.finish(one.transactionId, { passed });
      await stage.emulator.callbacksSettled();
      await stage.clock.idle();

      expect(stage.emulator.callbacks().at(-1)).toMatchObject({ state: 'answered', status: 200 });
      expect(await stage.state(host, one)).toMatchObject({ status });
      expect(host.outcomes).toContainEqual(
        expect.objectContaining({ outcome, merchantBizId: one.merchantBizId, livemode: false }),
      );
      expect((await watched).map((seen) => seen.status)).toEqual(['PENDING', status]);
    },
  );

  it('the callback stands at its own path alone', async () => {
    const statusOf = async (path: string) => (await fetch(host.origin + path)).status;

    expect(await statusOf(CALLBACK_PATH)).toBe(200);
    expect(await statusOf(`/api${CALLBACK_PATH}`)).toBe(404);
    expect(await statusOf(`/api/v1${CALLBACK_PATH}`)).toBe(404);
    expect(await statusOf('/api/v1/anything')).toBe(settings.also === undefined ? 404 : 403);
  });
});
