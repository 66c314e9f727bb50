import { IdVerificationError, type VerificationEvent } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS, VerdictStage, type Started } from '../support/host/verdict-stage.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import type { VerdictHost } from '../support/host/verdict-host.js';

/** What an event says beside its time. */
function details(events: readonly VerificationEvent[]): object[] {
  return events.map(({ at: _at, ...event }) =>
    Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)),
  );
}

describe('The history of a verification', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('history');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  const requestIds = ({ merchantBizId }: Started, action: string): string[] =>
    stage.emulator
      .requests({ action })
      .filter(({ parameters }) => parameters['MerchantBizId'] === merchantBizId)
      .map(({ requestId }) => requestId);

  const report = (host: VerdictHost, { callbackToken }: Started): Promise<Response> =>
    stage.call(host, `?callbackToken=${callbackToken}`);

  it('tells of each step, with the vendor’s request ids', async () => {
    const host = await stage.host();
    const one = await stage.start(host);
    await stage.clock.advance(3_000);
    await report(host, one);
    await stage.clock.advance(3_000);
    stage.emulator.finish(one.transactionId, { passed: 'N', subCode: '206' });
    await report(host, one);

    const history = await host.service.history(one.merchantBizId);

    const [early, verdict] = requestIds(one, 'CheckResult');
    expect(details(history)).toEqual([
      { type: 'created' },
      { type: 'initialized', requestId: requestIds(one, 'Initialize')[0] },
      { type: 'check_requested' },
      { type: 'checked', code: 'process_not_completed', requestId: early },
      { type: 'check_requested' },
      { type: 'ended', status: 'FAILED', reason: 'device_risk', code: '206', requestId: verdict },
      { type: 'delivered', handler: 'recorder', attempt: 1 },
    ]);
    const start = history[0]?.at.getTime() ?? 0;
    expect(history.map(({ at }) => at.getTime() - start)).toEqual([0, 0, 3_000, 3_000, 6_000, 6_000, 6_000]);
  });

  it('tells of refused and failed attempts to initialize, and of no message of the vendor', async () => {
    const { service } = await stage.host({ workers: { enabled: false }, retry: false });
    const merchantBizId = 'refused';
    const initialize = () => service.initialize({ ...MINIMAL_REQUEST, merchantBizId });
    for (const code of ['InvalidParameter', 'ServiceUnavailable']) {
      stage.emulator.inject({
        action: 'Initialize',
        kind: 'vendorCode',
        code,
        httpStatus: code === 'ServiceUnavailable' ? 503 : 400,
        message: 'of jane@example.com',
        times: 'forever',
      });
      await expect(initialize()).rejects.toBeInstanceOf(IdVerificationError);
      stage.emulator.clearFaults();
    }
    await initialize();

    const history = await service.history(merchantBizId);

    expect(details(history)).toEqual([
      { type: 'created' },
      expect.objectContaining({
        type: 'ended',
        status: 'REJECTED',
        reason: 'refused',
        code: 'InvalidParameter',
      }),
      { type: 'initialize_retried' },
      expect.objectContaining({ type: 'initialize_failed', code: expect.any(String) }),
      { type: 'initialize_retried' },
      expect.objectContaining({ type: 'initialized' }),
    ]);
    expect(JSON.stringify(history)).not.toContain('jane');
  });

  it('keeps the first hundred of each type of event that repeats, and the end', async () => {
    const host = await stage.host({ workers: { enabled: false } });
    const one = await stage.start(host);
    for (let index = 0; index < 110; index += 1) {
      await stage.clock.advance(2_001);
      await host.service.check(one.merchantBizId);
    }
    expect(stage.asked(one)).toBe(110);
    await host.service.cancel(one.merchantBizId);

    const history = await host.service.history(one.merchantBizId);

    const checks = history.filter(({ type }) => type === 'checked');
    expect([checks.length, history.length]).toEqual([100, 103]);
    expect(history.at(-1)).toMatchObject({ type: 'ended', reason: 'canceled', by: undefined });
  });

  it('tells when a check had no response, and why the user did not finish', async () => {
    const host = await stage.host();
    const one = await stage.start(host);
    stage.emulator.inject({ action: 'CheckResult', kind: 'resetBeforeResponse', times: 'forever' });
    await stage.clock.advance(3_000);
    await report(host, one);
    expect((await host.service.history(one.merchantBizId)).at(-1)).toMatchObject({ type: 'check_failed' });
    stage.emulator.clearFaults();

    await stage.clock.advance(40 * MINUTE_MS);
    await stage.clock.advance(60 * MINUTE_MS);

    const types = (await host.service.history(one.merchantBizId)).map(({ type }) => type);
    expect(types).toContain('ended');
    expect(types).toContain('expiry_explained');
  });

  it.each(['unknown', 'no id', '', 'a\0b'])('of %j is not found', async (id) => {
    const { service } = await stage.host({ workers: { enabled: false } });

    await expect(service.history(id)).rejects.toMatchObject({ code: 'not_found', httpStatus: 404 });
  });
});
