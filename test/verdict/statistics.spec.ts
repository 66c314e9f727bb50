import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { VerdictHost } from '../support/verdict-host.js';
import { MINUTE_MS, VerdictStage } from '../support/verdict-stage.js';

describe('the statistics', () => {
  let stage: VerdictStage;
  let host: VerdictHost;
  beforeAll(async () => {
    stage = await VerdictStage.open('statistics');
    host = await stage.host({ background: { enabled: false } });
  });
  afterEach(() => stage.emulator.clearFaults());
  afterAll(() => stage.close());

  it('of a span without verifications are zeros and nothing else', async () => {
    const from = new Date('2020-01-01');

    expect(await host.service.statistics({ from, before: new Date('2020-02-01') })).toEqual({
      total: 0,
      byStatus: { INITIALIZING: 0, PENDING: 0, PASSED: 0, FAILED: 0, EXPIRED: 0, REJECTED: 0 },
      byReason: {},
      passRate: undefined,
      secondsToVerdict: { median: undefined, p95: undefined },
    });
  });

  it('count statuses, reasons, the pass rate and the time to the verdict of what was made in the span', async () => {
    const from = stage.clock.now();
    const verdicts = ['Y', 'Y', 'Y', 'N', 'N'] as const;
    for (const [index, passed] of verdicts.entries()) {
      const one = await stage.start(host);
      await stage.clock.advance((index + 1) * 10_000);
      stage.emulator.finish(one.transactionId, { passed, ...(index === 4 && { subCode: '206' }) });
      await host.service.check(one.merchantBizId);
    }
    await stage.start(host);
    stage.emulator.inject({ kind: 'vendorCode', code: 'InvalidParameter', action: 'Initialize' });
    await expect(stage.start(host)).rejects.toMatchObject({ vendorCode: 'InvalidParameter' });
    await stage.clock.advance(1);
    const before = stage.clock.now();
    await stage.start(host);

    expect(await host.service.statistics({ from, before })).toEqual({
      total: 7,
      byStatus: { INITIALIZING: 0, PENDING: 1, PASSED: 3, FAILED: 2, EXPIRED: 0, REJECTED: 1 },
      byReason: { verified: 3, liveness_risk: 1, device_risk: 1, refused: 1 },
      passRate: 0.6,
      secondsToVerdict: { median: 30, p95: 48 },
    });
  });

  it('begin with the first moment of the span and leave out the last', async () => {
    await stage.clock.advance(MINUTE_MS);
    const from = stage.clock.now();
    await stage.start(host);
    const total = async (range: { from: Date; before: Date }) => (await host.service.statistics(range)).total;

    expect(await total({ from, before: new Date(from.getTime() + 1) })).toBe(1);
    expect(await total({ from: new Date(from.getTime() - 1), before: from })).toBe(0);
  });

  it('of a span with an invalid date are refused', async () => {
    const range = { from: new Date('nonsense'), before: new Date() };

    await expect(host.service.statistics(range)).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
