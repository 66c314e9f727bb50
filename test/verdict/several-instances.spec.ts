import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  getIdVerificationServiceToken,
  IdVerificationModule,
  IdVerificationService,
} from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ClockedHost } from '../support/clock/verdict-clock.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { CALLBACK_PATH, VerdictStage } from '../support/host/verdict-stage.js';

const BACK_OFFICE_KEY = { id: 'b1', secret: 'callback-key-of-the-back-office-0123' };

/** The workers of the second instance, whose host has workers of its own. */
const SECOND: ClockedHost = { kind: 'serving', isBusy: () => false };

describe('several instances of the module in one application', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('several_instances');
  });
  afterEach(() => stage.stopHosts());
  afterAll(() => stage.close());

  async function hostWithTwo(callbackPath: string, on: 'express' | 'fastify') {
    const callback = { url: `https://callback.test${callbackPath}`, keys: [BACK_OFFICE_KEY] };
    const second = IdVerificationModule.forRoot({
      ...stage.options,
      workers: { enabled: false },
      callback,
      name: 'back-office',
      callbackPath,
    });
    stage.clock.hostStarted(SECOND);
    const host = await stage.host({}, { on, also: { imports: [second] } });
    const service: IdVerificationService = host.app.get(getIdVerificationServiceToken('back-office'), {
      strict: false,
    });
    return { host, backOffice: { ...host, service } };
  }

  async function hasCheckRequest(host: VerdictHost, merchantBizId: string): Promise<boolean> {
    const rows: { hasCheckRequest: boolean }[] = await host.dataSource.query(
      'SELECT check_requested_at IS NOT NULL AS "hasCheckRequest" FROM id_verification WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    return rows[0]?.hasCheckRequest ?? false;
  }

  it.each([
    ['on one path', CALLBACK_PATH, 'express'],
    ['on one path', CALLBACK_PATH, 'fastify'],
    ['on a path each', '/back-office/callback', 'express'],
    ['on a path each', '/back-office/callback', 'fastify'],
  ] as const)('accept their own callbacks, %s %s, on %s', async (_, path, on) => {
    const { host, backOffice } = await hostWithTwo(path, on);
    const first = await stage.start(host);
    const second = await stage.start(backOffice);

    await fetch(`${host.origin}${path}?callbackToken=${second.callbackToken}`);
    await stage.clock.idle();
    expect(await hasCheckRequest(host, second.merchantBizId)).toBe(true);
    expect(await hasCheckRequest(host, first.merchantBizId)).toBe(false);

    await stage.call(host, `?callbackToken=${first.callbackToken}`);
    expect(await hasCheckRequest(host, first.merchantBizId)).toBe(true);
    stage.clock.hostStopped(SECOND);
  });

  it('reject each other’s tokens where each has its own path', async () => {
    const { host, backOffice } = await hostWithTwo('/back-office/callback', 'express');
    const second = await stage.start(backOffice);

    await stage.call(host, `?callbackToken=${second.callbackToken}`);

    expect(await hasCheckRequest(host, second.merchantBizId)).toBe(false);
    stage.clock.hostStopped(SECOND);
  });

  it('boot, run and close without HTTP', async () => {
    @Module({})
    class Worker {}
    const context = await NestFactory.createApplicationContext(
      {
        module: Worker,
        imports: [
          TypeOrmModule.forRootAsync({
            useFactory: () => ({ type: 'postgres', url: stage.database.url, autoLoadEntities: true }),
          }),
          IdVerificationModule.forRoot({ ...stage.options, name: 'worker' }),
        ],
      },
      { logger: stage.log },
    );

    const service: IdVerificationService = context.get(getIdVerificationServiceToken('worker'), {
      strict: false,
    });
    expect(await service.list()).toMatchObject({ items: [] });
    await context.close();
  });

  it('close right after boot', async () => {
    for (let time = 0; time < 3; time += 1) await (await stage.host()).close();
    expect(stage.clock.sleeping).toBe(0);
  });
});
