import { Injectable } from '@nestjs/common';
import { newMerchantBizId, OnVerificationOutcome } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../support/vendor/client-failure.js';
import { GatedClient, success } from '../support/vendor/gated-client.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { LimitedInitializations, mostWithin } from '../support/vendor/limited-initializations.js';
import { resultResponse } from '../support/vendor/verdict-client.js';
import { HOUR_MS, MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';

const DEADLINE_MS = 8_000;

/** Of a process without workers. */
const FOREGROUND = { workers: { enabled: false }, retry: {}, deadlineMs: DEADLINE_MS } as const;

const STEPS = [HOUR_MS, -HOUR_MS, 15 * MINUTE_MS, -15 * MINUTE_MS];

/** Fails once, so that its delivery is retried. */
@Injectable()
class FlakyHandler {
  static outcomes: string[] = [];
  private attempts = 0;

  @OnVerificationOutcome('all', { name: 'flaky' })
  handle({ outcome }: { outcome: string }): void {
    this.attempts += 1;
    if (this.attempts === 1) throw new Error('not yet');
    FlakyHandler.outcomes.push(outcome);
  }
}

describe.each(STEPS)('When the wall clock steps by %i ms', (stepMs) => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('clock_steps');
  });
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: stage.clock.now() });
  });
  afterEach(async () => {
    vi.useRealTimers();
    stage.clock.step(-stepMs);
    await stage.clock.advance(HOUR_MS);
    stage.emulator.reset();
    await stage.clear();
  });
  afterAll(() => stage.close());

  /** The clock of the library, and that of everything else in the process. */
  const step = (): void => {
    stage.clock.step(stepMs);
    vi.setSystemTime(Date.now() + stepMs);
  };
  const calls = (action: string) => stage.emulator.requests({ action });
  const request = () => ({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });

  it('keeps the rate limit and the deadline of calls that wait for a permit', async () => {
    const { service } = await stage.host({ ...FOREGROUND, rateLimit: { perSecond: 2 } });
    const initializations = new LimitedInitializations(stage);
    await initializations.begin(service, 6);

    step();
    const ended = await initializations.finish();

    expect(ended.map(({ code }) => code)).toEqual(Array(6).fill('ok'));
    for (const { at } of ended) expect(at).toBeLessThanOrEqual(DEADLINE_MS);
    expect(
      mostWithin(
        calls('Initialize').map(({ at }) => at),
        1_000,
      ),
    ).toBe(2);
  });

  it('keeps the deadline of a call that is throttled all the time', async () => {
    const { service } = await stage.host(FOREGROUND);
    stage.emulator.inject({ kind: 'throttling', action: 'Initialize', times: 'forever' });
    const initializations = new LimitedInitializations(stage);
    await initializations.begin(service, 1);

    step();
    const [ended] = await initializations.finish();

    expect(ended?.code).toBe('throttled');
    expect(ended?.at).toBeGreaterThan(DEADLINE_MS / 2);
    expect(ended?.at).toBeLessThanOrEqual(DEADLINE_MS);
  });

  it('retries after the same backoff', async () => {
    const { service } = await stage.host(FOREGROUND);
    stage.emulator.inject({ kind: 'throttling', action: 'Initialize', retryAfterMs: 2_000 });
    const initializations = new LimitedInitializations(stage);
    await initializations.begin(service, 1);

    step();
    const [ended] = await initializations.finish();

    expect(ended?.code).toBe('ok');
    expect(ended?.at).toBeGreaterThanOrEqual(2_000);
    expect(ended?.at).toBeLessThanOrEqual(3_000);
  });

  it('half-opens an open circuit after the same time', async () => {
    const circuitBreaker = { windowSize: 4, halfOpenAfterMs: 30_000 };
    const { service } = await stage.host({ ...FOREGROUND, retry: { maxAttempts: 1 }, circuitBreaker });
    stage.emulator.inject({
      kind: 'vendorCode',
      code: 'InternalError',
      action: 'Initialize',
      times: 'forever',
    });
    for (let n = 0; n < 4; n += 1) await failureOf(service.initialize(request()));
    stage.emulator.clearFaults();

    step();
    await stage.clock.advance(29_000);
    expect(await failureOf(service.initialize(request()))).toMatchObject({
      code: 'circuit_open',
      retryAfterMs: 1_000,
    });
    await stage.clock.advance(1_000);

    expect(await service.initialize(request())).toMatchObject({ status: 'PENDING' });
    expect(await service.health()).toMatchObject({ vendor: { circuitBreaker: 'closed' } });
  });

  it('reads the verdict of a check that is in flight', async () => {
    const client = new GatedClient();
    const { service } = await stage.host({ ...FOREGROUND, client });
    const { merchantBizId } = request();
    const initializing = service.initialize({ ...MINIMAL_REQUEST, merchantBizId });
    (await client.nextCall()).response(success('transaction'));
    await initializing;

    const checking = service.check(merchantBizId);
    const call = await client.nextCall();
    step();
    call.response(resultResponse({ Passed: 'N', SubCode: '205' }));

    expect(await checking).toMatchObject({ status: 'FAILED' });
  });

  it('expires nothing, reads every verdict and delivers it once', async () => {
    const host = await stage.host({}, { also: { providers: [FlakyHandler] } });
    FlakyHandler.outcomes = [];
    const [passing, failing, unfinished] = [
      await stage.start(host),
      await stage.start(host),
      await stage.start(host),
    ];
    stage.emulator.finish(passing.transactionId, { passed: 'Y' });

    step();
    for (let minute = 0; minute < 5; minute += 1) await stage.clock.advance(MINUTE_MS);
    expect(await stage.state(host, passing)).toMatchObject({ status: 'PASSED' });
    expect(await stage.state(host, failing)).toMatchObject({ status: 'PENDING' });
    expect(await stage.state(host, unfinished)).toMatchObject({ status: 'PENDING' });

    stage.emulator.finish(failing.transactionId, { passed: 'N', subCode: '205' });
    for (let minute = 5; minute < 37; minute += 1) await stage.clock.advance(MINUTE_MS);
    expect(await stage.state(host, failing)).toMatchObject({ status: 'FAILED' });
    expect(await stage.state(host, unfinished)).toMatchObject({ status: 'EXPIRED', reason: 'not_finished' });
    expect(host.outcomes.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'expired']);
    expect(FlakyHandler.outcomes.toSorted()).toEqual(['expired', 'failed', 'passed']);
  });

  it('pings an idle connection after the same time', async () => {
    await stage.host({ ...FOREGROUND, http: { keepAlivePingMs: 5_000 } });

    await stage.clock.advance(4_000);
    step();
    await stage.clock.advance(999);
    expect(calls('KeepaliveIntl')).toHaveLength(0);
    await stage.clock.advance(1);

    await expect.poll(() => calls('KeepaliveIntl').length).toBe(1);
  });

  it('keeps the ages of the health report, and reports the clock', async () => {
    const { service } = await stage.host(FOREGROUND);
    await service.initialize(request());

    step();
    await stage.clock.advance(MINUTE_MS);
    const { checkedAt, vendor } = await service.health();
    expect(checkedAt.getTime() - vendor.lastSuccessAt!.getTime()).toBe(MINUTE_MS);

    await service.initialize(request());
    expect(await service.health()).toMatchObject({
      status: 'down',
      problems: expect.arrayContaining([
        expect.objectContaining({ code: 'clock_skewed', severity: 'critical' }),
      ]),
    });
  });
});
