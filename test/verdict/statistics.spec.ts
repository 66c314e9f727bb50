import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';

describe('the statistics', () => {
  let stage: VerdictStage;
  let host: VerdictHost;
  beforeAll(async () => {
    stage = await VerdictStage.open('statistics');
    host = await stage.host({ workers: { enabled: false } });
  });
  afterEach(() => stage.emulator.clearFaults());
  afterAll(() => stage.close());

  it('are all zero for a range without verifications', async () => {
    const from = new Date('2020-01-01');

    expect(await host.service.statistics({ from, before: new Date('2020-02-01') })).toEqual({
      total: 0,
      byStatus: { INITIALIZING: 0, PENDING: 0, PASSED: 0, FAILED: 0, EXPIRED: 0, REJECTED: 0 },
      byReason: {},
      byDropOffReason: {},
      byDropOffPage: {},
      passRate: undefined,
      secondsToVerdict: { median: undefined, p95: undefined },
    });
  });

  it('count statuses, reasons, the pass rate and the time to the verdict of verifications created in the range', async () => {
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
      byDropOffReason: {},
      byDropOffPage: {},
      passRate: 0.6,
      secondsToVerdict: { median: 30, p95: 48 },
    });
  });

  it('include the start of the range and exclude its end', async () => {
    await stage.clock.advance(MINUTE_MS);
    const from = stage.clock.now();
    await stage.start(host);
    const total = async (range: { from: Date; before: Date }) => (await host.service.statistics(range)).total;

    expect(await total({ from, before: new Date(from.getTime() + 1) })).toBe(1);
    expect(await total({ from: new Date(from.getTime() - 1), before: from })).toBe(0);
  });

  it('reject a range with an invalid date', async () => {
    const range = { from: new Date('nonsense'), before: new Date() };

    await expect(host.service.statistics(range)).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('the statistics over time', () => {
  let stage: VerdictStage;
  let host: VerdictHost;
  beforeAll(async () => {
    stage = await VerdictStage.open('statistics_over_time');
    host = await stage.host({ workers: { enabled: false } });
  });
  afterAll(() => stage.close());

  const NOTHING = {
    total: 0,
    byStatus: { INITIALIZING: 0, PENDING: 0, PASSED: 0, FAILED: 0, EXPIRED: 0, REJECTED: 0 },
    passRate: undefined,
    secondsToVerdict: { median: undefined, p95: undefined },
  };
  const verdict = async (seconds: number, passed: 'Y' | 'N') => {
    const one = await stage.start(host);
    await stage.clock.advance(seconds * 1_000);
    stage.emulator.finish(one.transactionId, { passed });
    await host.service.check(one.merchantBizId);
  };

  it('return a bucket for every hour that overlaps the range', async () => {
    const noon = stage.clock.now();
    await verdict(10, 'Y');
    await verdict(30, 'N');
    await stage.clock.advanceTo(new Date(noon.getTime() + 2 * HOUR_MS));
    await stage.start(host);
    const range = { from: new Date(noon.getTime() - 1), before: new Date(noon.getTime() + 2 * HOUR_MS + 1) };

    const byStatus = NOTHING.byStatus;
    expect(await host.service.statisticsOverTime({ ...range, bucket: 'hour' })).toEqual([
      { ...NOTHING, from: new Date('2026-06-01T11:00:00Z') },
      {
        from: noon,
        total: 2,
        byStatus: { ...byStatus, PASSED: 1, FAILED: 1 },
        passRate: 0.5,
        secondsToVerdict: { median: 20, p95: 29 },
      },
      { ...NOTHING, from: new Date('2026-06-01T13:00:00Z') },
      { ...NOTHING, from: new Date('2026-06-01T14:00:00Z'), total: 1, byStatus: { ...byStatus, PENDING: 1 } },
    ]);
  });

  it('exclude rows outside the range from the first and the last bucket', async () => {
    const from = new Date('2026-06-01T12:00:20Z');
    const before = new Date('2026-06-01T14:00:00Z');

    const buckets = await host.service.statisticsOverTime({ from, before, bucket: 'hour' });

    expect(buckets.map(({ total }) => total)).toEqual([0, 0]);
  });

  it('begin days in UTC, whatever the time zone of the server', async () => {
    await host.dataSource.query(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Europe/Berlin'); END $$`,
    );
    const other = await stage.host({ workers: { enabled: false } });
    const from = new Date('2026-10-24T00:00:00Z');
    const before = new Date('2026-10-27T00:00:00Z');

    const buckets = await other.service.statisticsOverTime({ from, before, bucket: 'day' });

    expect(buckets.map((bucket) => bucket.from.toISOString().slice(0, 16))).toEqual([
      '2026-10-24T00:00',
      '2026-10-25T00:00',
      '2026-10-26T00:00',
    ]);
  });

  it('add up to the statistics of the same range', async () => {
    const range = { from: new Date('2026-05-01'), before: new Date('2026-07-01') };

    const buckets = await host.service.statisticsOverTime({ ...range, bucket: 'day' });
    const { total } = await host.service.statistics(range);

    expect(total).toBe(3);
    expect(buckets.reduce((sum, bucket) => sum + bucket.total, 0)).toBe(total);
  });

  it.each([
    ['from', { from: new Date('nonsense'), before: new Date(), bucket: 'day' }],
    ['bucket', { from: new Date(), before: new Date(), bucket: 'constructor' }],
    ['before', { from: new Date(0), before: new Date(1_000 * HOUR_MS), bucket: 'hour' }],
    ['before', { from: new Date(0), before: new Date(1_000 * DAY_MS), bucket: 'day' }],
  ])('reject a range with an invalid %s', async (field, range) => {
    const call = Reflect.apply(host.service.statisticsOverTime, host.service, [range]);

    await expect(call).rejects.toMatchObject({ code: 'invalid_request', errors: [{ field }] });
  });

  it('accept a thousand buckets', async () => {
    const range = { from: new Date(1), before: new Date(1 + 999 * HOUR_MS) };

    expect(await host.service.statisticsOverTime({ ...range, bucket: 'hour' })).toHaveLength(1_000);
  });
});
