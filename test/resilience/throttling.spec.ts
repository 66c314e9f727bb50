import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LimitedInitializations } from '../support/vendor/limited-initializations.js';
import { MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';

const LIMITED = {
  workers: { enabled: false },
  rateLimit: { perSecond: 10 },
  retry: {},
  deadlineMs: 20_000,
} as const;

describe('When other clients use up the account’s rate limit', () => {
  let stage: VerdictStage;
  let initializations: LimitedInitializations;
  beforeAll(async () => {
    stage = await VerdictStage.open('throttling');
  });
  beforeEach(() => {
    initializations = new LimitedInitializations(stage);
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
  /** The delays between calls, in milliseconds. */
  const delays = () =>
    calls()
      .slice(1)
      .map(({ at }, index) => at - calls()[index]!.at);

  it.each(['Throttling.Api', 'Throttling.User'] as const)(
    'retries an Initialize that %s refused, and succeeds',
    async (code) => {
      const { service } = await stage.host(LIMITED);
      throttle(2, code);

      await initializations.begin(service, 1);

      expect(await initializations.finish()).toMatchObject([{ code: 'ok' }]);
      expect(calls()).toHaveLength(3);
    },
  );

  it('does not count throttled calls against the maximum of attempts', async () => {
    const { service } = await stage.host(LIMITED);
    throttle(3);
    stage.emulator.inject({ kind: 'vendorCode', code: 'InternalError', action: 'Initialize', times: 2 });

    await initializations.begin(service, 1);

    expect(await initializations.finish()).toMatchObject([{ code: 'ok' }]);
    expect(calls()).toHaveLength(6);
  });

  it('retries until the deadline, then rejects with retryAfterMs', async () => {
    const { service } = await stage.host({ ...LIMITED, deadlineMs: 8_000 });
    throttle(1_000);

    await initializations.begin(service, 1);

    const [ended] = await initializations.finish();
    expect(ended).toMatchObject({ code: 'throttled', retryAfterMs: 1_000 });
    expect(ended?.at).toBeLessThanOrEqual(8_000);
    expect(calls().length).toBeGreaterThan(3);
    await expect(service.get(ended!.merchantBizId)).resolves.toMatchObject({ status: 'INITIALIZING' });
  });

  it('slows down every process slightly after one throttled call, which may have been delayed in transit', async () => {
    const hosts = [await stage.host(LIMITED), await stage.host(LIMITED)];
    throttle(1);
    await initializations.begin(hosts[0]!.service, 1);
    await initializations.finish();
    const before = calls().length;

    await initializations.begin(hosts[1]!.service, 5);
    await initializations.finish();

    // 6 % slower than 102.5 ms.
    const slow = delays().slice(before);
    expect(slow).toHaveLength(4);
    for (const delay of slow) expect(delay).toBeGreaterThanOrEqual(107);
    for (const delay of slow) expect(delay).toBeLessThanOrEqual(111);
    expect(stage.log.events('warn', 'rate_limit_slowed_down')).toHaveLength(1);
  });

  it('slows down by a quarter after many throttled calls in one window, and logs it once more', async () => {
    const { service } = await stage.host({ ...LIMITED, retry: false });
    throttle(3);
    await initializations.begin(service, 10);
    await initializations.finish();
    await stage.clock.advance(5_000);
    const before = calls().length;

    await initializations.begin(service, 5);
    await initializations.finish();

    // 102.5 ms times 1.06 times 1.25, less the recovery by the calls in between.
    const slow = delays().slice(before);
    expect(slow).toHaveLength(4);
    for (const delay of slow) expect(delay).toBeGreaterThanOrEqual(130);
    for (const delay of slow) expect(delay).toBeLessThanOrEqual(137);
    expect(stage.log.events('warn', 'rate_limit_slowed_down')).toHaveLength(2);
  });

  it('stays slowed down when the limit changes', async () => {
    const { service } = await stage.host({ ...LIMITED, retry: false });
    throttle(3);
    await initializations.begin(service, 10);
    await initializations.finish();
    await stage.clock.advance(5_000);
    const before = calls().length;

    const raised = await stage.host({ ...LIMITED, rateLimit: { perSecond: 20 } });
    await initializations.begin(raised.service, 5);
    await initializations.finish();

    // As without the change.
    const slow = delays().slice(before);
    expect(slow).toHaveLength(4);
    for (const delay of slow) expect(delay).toBeGreaterThanOrEqual(125);
  });

  it('keeps the permits of queued callers after one throttled call', async () => {
    const { service } = await stage.host({ ...LIMITED, rateLimit: { perSecond: 2 }, retry: false });
    await initializations.begin(service, 2);
    await initializations.begin(service, 4);
    throttle(1);

    await initializations.finish();

    expect(initializations.ended.map(({ code }) => code)).toEqual([
      'ok',
      'ok',
      'throttled',
      'ok',
      'ok',
      'ok',
    ]);
    for (const delay of delays().slice(2)) expect(Math.abs(delay - 520)).toBeLessThanOrEqual(2);
  });

  it('revokes the permits of queued callers after many throttled calls, and queues them anew', async () => {
    const { service } = await stage.host({ ...LIMITED, rateLimit: { perSecond: 4 }, retry: false });
    await initializations.begin(service, 4);
    throttle(3);
    await initializations.begin(service, 8);

    await initializations.finish();

    const ok = Array(5).fill('ok');
    expect(initializations.ended.map(({ code }) => code).slice(4)).toEqual([
      ...Array(3).fill('throttled'),
      ...ok,
    ]);
    // Without revocation they would have continued 260 ms after the last throttled call.
    const [silence, ...afterwards] = delays().slice(6);
    expect(silence).toBeGreaterThanOrEqual(1_000);
    for (const delay of afterwards) expect(delay).toBeGreaterThanOrEqual(330);
  });

  it('lets a retry queue for longer than a first attempt', async () => {
    const limits = { rateLimit: { perSecond: 1 }, deadlineMs: 6_000, requestTimeoutMs: 2_000 };
    const { service } = await stage.host({ ...LIMITED, ...limits });
    await initializations.begin(service, 3);
    for (const delay of [1_040, 960]) {
      await stage.clock.advance(delay);
      await initializations.settled();
      await initializations.begin(service, 1);
    }
    throttle(1);

    await initializations.finish();

    expect(initializations.ended.map(({ code }) => code)).toEqual(Array(5).fill('ok'));
    expect(initializations.ended.at(-1)?.at).toBeGreaterThan(5 * 1_040);
  });

  it('recovers gradually with every call, and fully after five minutes without throttling', async () => {
    const { service } = await stage.host(LIMITED);
    throttle(3);
    await initializations.begin(service, 3);
    await initializations.finish();
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
