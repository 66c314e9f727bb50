import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LimitedInitializations } from '../support/limited-initializations.js';
import { MINUTE_MS, VerdictStage } from '../support/verdict-stage.js';

const GUARDED = {
  workers: { enabled: false },
  rateLimit: { perSecond: 10 },
  retry: {},
  deadlineMs: 20_000,
} as const;

describe('When others use up the account’s limit', () => {
  let stage: VerdictStage;
  let starts: LimitedInitializations;
  beforeAll(async () => {
    stage = await VerdictStage.open('throttling');
  });
  beforeEach(() => {
    starts = new LimitedInitializations(stage);
  });
  afterEach(async () => {
    await stage.clock.advance(60 * MINUTE_MS);
    stage.emulator.reset();
    await stage.clear();
  });
  afterAll(() => stage.close());

  const throttle = (times: number, code: 'Throttling.Api' | 'Throttling.User' = 'Throttling.Api') =>
    stage.emulator.inject({ kind: 'throttling', code, action: 'Initialize', times });
  const calls = () => stage.emulator.requests({ action: 'Initialize' });
  /** The pauses between calls, in milliseconds. */
  const delays = () =>
    calls()
      .slice(1)
      .map(({ at }, index) => at - calls()[index]!.at);

  it.each(['Throttling.Api', 'Throttling.User'] as const)(
    'a start that met %s is made again and ends well',
    async (code) => {
      const { service } = await stage.host(GUARDED);
      throttle(2, code);

      await starts.begin(service, 1);

      expect(await starts.finish()).toMatchObject([{ code: 'ok' }]);
      expect(calls()).toHaveLength(3);
    },
  );

  it('a start is made again for as long as its deadline allows, then the caller is told when to come again', async () => {
    const { service } = await stage.host({ ...GUARDED, deadlineMs: 8_000 });
    throttle(1_000);

    await starts.begin(service, 1);

    const [ended] = await starts.finish();
    expect(ended).toMatchObject({ code: 'throttled', retryAfterMs: 1_000 });
    expect(ended?.at).toBeLessThanOrEqual(8_000);
    expect(calls().length).toBeGreaterThan(3);
    await expect(service.get(ended!.merchantBizId)).resolves.toMatchObject({ status: 'INITIALIZING' });
  });

  it('one refused call, which may have been late on its way, makes everybody a little slower in every process', async () => {
    const hosts = [await stage.host(GUARDED), await stage.host(GUARDED)];
    throttle(1);
    await starts.begin(hosts[0]!.service, 1);
    await starts.finish();
    const before = calls().length;

    await starts.begin(hosts[1]!.service, 5);
    await starts.finish();

    // 6 % slower than 102.5 ms.
    const slow = delays().slice(before);
    expect(slow).toHaveLength(4);
    for (const delay of slow) expect(delay).toBeGreaterThanOrEqual(107);
    for (const delay of slow) expect(delay).toBeLessThanOrEqual(111);
    expect(stage.log.events('warn', 'rate_limit_slowed_down')).toHaveLength(1);
  });

  it('many refused calls in one window make everybody a quarter slower, and say so once more', async () => {
    const { service } = await stage.host({ ...GUARDED, retry: false });
    throttle(3);
    await starts.begin(service, 10);
    await starts.finish();
    await stage.clock.advance(5_000);
    const before = calls().length;

    await starts.begin(service, 5);
    await starts.finish();

    // 102.5 ms by 1.06 by 1.25, less what the calls in between took off again.
    const slow = delays().slice(before);
    expect(slow).toHaveLength(4);
    for (const delay of slow) expect(delay).toBeGreaterThanOrEqual(130);
    for (const delay of slow) expect(delay).toBeLessThanOrEqual(137);
    expect(stage.log.events('warn', 'rate_limit_slowed_down')).toHaveLength(2);
  });

  it('callers that queue keep their permits after one refused call', async () => {
    const { service } = await stage.host({ ...GUARDED, rateLimit: { perSecond: 2 }, retry: false });
    await starts.begin(service, 2);
    await starts.begin(service, 4);
    throttle(1);

    await starts.finish();

    expect(starts.ended.map(({ code }) => code)).toEqual(['ok', 'ok', 'throttled', 'ok', 'ok', 'ok']);
    for (const delay of delays().slice(2)) expect(Math.abs(delay - 520)).toBeLessThanOrEqual(2);
  });

  it('callers that queue give their permits back after many refused calls, and queue anew', async () => {
    const { service } = await stage.host({ ...GUARDED, rateLimit: { perSecond: 4 }, retry: false });
    await starts.begin(service, 4);
    throttle(3);
    await starts.begin(service, 8);

    await starts.finish();

    const ok = Array(5).fill('ok');
    expect(starts.ended.map(({ code }) => code).slice(4)).toEqual([...Array(3).fill('throttled'), ...ok]);
    // They would have gone on 260 ms after the last refused one.
    const [silence, ...afterwards] = delays().slice(6);
    expect(silence).toBeGreaterThanOrEqual(1_000);
    for (const delay of afterwards) expect(delay).toBeGreaterThanOrEqual(330);
  });

  it('a start that is made again may queue for longer than one that comes first', async () => {
    const limits = { rateLimit: { perSecond: 1 }, deadlineMs: 6_000, requestTimeoutMs: 2_000 };
    const { service } = await stage.host({ ...GUARDED, ...limits });
    await starts.begin(service, 3);
    for (const delay of [1_040, 960]) {
      await stage.clock.advance(delay);
      await starts.settled();
      await starts.begin(service, 1);
    }
    throttle(1);

    await starts.finish();

    expect(starts.ended.map(({ code }) => code)).toEqual(Array(5).fill('ok'));
    expect(starts.ended.at(-1)?.at).toBeGreaterThan(5 * 1_040);
  });

  it('full speed comes back by itself: bit by bit with every call, and altogether after five quiet minutes', async () => {
    const { service } = await stage.host(GUARDED);
    throttle(3);
    await starts.begin(service, 3);
    await starts.finish();
    await stage.clock.advance(MINUTE_MS);

    const some = new LimitedInitializations(stage);
    await some.begin(service, 30);
    await some.finish();
    const [early, late] = [delays().slice(2, 12), delays().slice(-10)].map((some) => Math.max(...some));
    expect(late).toBeLessThan(early!);
    expect(late).toBeGreaterThan(103);

    await stage.clock.advance(5 * MINUTE_MS);
    const others = new LimitedInitializations(stage);
    await others.begin(service, 1);
    await stage.clock.advance(2_000);
    await others.begin(service, 10);
    expect(others.ended).toHaveLength(11);
  });
});
