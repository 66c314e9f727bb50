import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CheckRequestsService } from '../../libs/id-verification/dist/steps/callback/check-requests.service.js';
import { callbackToken } from '../../libs/id-verification/dist/steps/callback/callback-token.js';
import { get, rawCalls } from '../support/http/raw-calls.js';
import { callbackUrlOf } from '../support/host/verdict-callback.js';
import {
  CALLBACK_KEY,
  CALLBACK_PATH,
  rowOf,
  VerdictStage,
  type Started,
} from '../support/host/verdict-stage.js';

describe('check requests', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('check_requests');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  it('cause one check in two seconds, however many arrive for one verification', async () => {
    const host = await stage.host();
    const one = await stage.start(host);
    const flood = Array.from({ length: 100 }, () => get(CALLBACK_PATH + callbackUrlOf(one, 'Y')));

    for (let second = 0; second < 10; second += 1) {
      await rawCalls(host.origin, flood);
      await stage.clock.idle();
      await stage.clock.advance(1_000);
    }

    expect(stage.asked(one)).toBeGreaterThanOrEqual(4);
    expect(stage.asked(one)).toBeLessThanOrEqual(6);
    expect(host.statements.matching(/AS is_claimed/)).toBeLessThan(100);
  });

  it('are written in batches for a hundred verifications, which are all due at once', async () => {
    const host = await stage.host({ workers: { enabled: false } });
    const all: Started[] = [];
    while (all.length < 100) {
      all.push(...(await Promise.all(Array.from({ length: 20 }, () => stage.start(host)))));
    }
    const due = async (): Promise<number> => {
      const rows: { count: number }[] = await host.dataSource.query(
        'SELECT count(*)::int AS count FROM id_verification WHERE next_check_at <= $1',
        [stage.clock.now()],
      );
      return rows[0]?.count ?? 0;
    };
    expect(await due()).toBe(0);

    await rawCalls(
      host.origin,
      all.map((one) => get(CALLBACK_PATH + callbackUrlOf(one, 'Y'))),
    );
    await stage.clock.idle();

    expect(await due()).toBe(100);
    expect(host.statements.matching(/AS is_claimed/)).toBeLessThan(40);
  });

  it('are stored when the process stops, however many wait', async () => {
    const host = await stage.host({ workers: { enabled: false } });
    const one = await stage.start(host);
    const forgotten = Array.from({ length: 1_000 }, () => callbackToken(randomUUID(), [CALLBACK_KEY]));
    host.app.get(CheckRequestsService, { strict: false }).take([...forgotten, one.callbackToken]);

    await host.close();

    const next = await stage.host();
    expect(await rowOf(next, one)).toMatchObject({ check_requested_at: expect.any(Date) });
  });

  it('take precedence over polls when a batch cannot hold all due rows', async () => {
    const host = await stage.host({ workers: { enabled: false } });
    const polled: Started[] = [];
    while (polled.length < 10) polled.push(await stage.start(host));
    await stage.clock.advance(60_000);
    const hasCheckRequest = await stage.start(host);
    await stage.clock.advance(60_000);
    await stage.call(host, callbackUrlOf(hasCheckRequest, 'Y'));

    await stage.host({ workers: { batchSize: 1 } });

    const order = stage.emulator
      .requests({ action: 'CheckResult' })
      .map(({ parameters }) => parameters['MerchantBizId']);
    expect(order.slice(-11)[0]).toBe(hasCheckRequest.merchantBizId);
    expect(polled.map((one) => stage.asked(one))).toEqual(polled.map(() => 1));
  });
});
