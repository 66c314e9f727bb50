import fc from 'fast-check';
import { newMerchantBizId, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bySuite } from '../support/runner/suite.js';
import { whileRowsAreForbidden } from '../support/database/forbid-rows.js';
import { failureOf } from '../support/vendor/client-failure.js';
import { LimitedInitializations, mostWithin } from '../support/vendor/limited-initializations.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { VerdictStage } from '../support/host/verdict-stage.js';

const WINDOW_MS = 1_040;

/** Options of a process with a rate limit and without workers. */
const limited = (perSecond: number, others: Partial<IdVerificationModuleOptions> = {}) =>
  ({ workers: { enabled: false }, rateLimit: { perSecond }, deadlineMs: 10_000, ...others }) as const;

describe('the rate limit', () => {
  let stage: VerdictStage;
  let initializations: LimitedInitializations;
  beforeAll(async () => {
    stage = await VerdictStage.open('rateLimit');
  });
  beforeEach(() => {
    initializations = new LimitedInitializations(stage);
  });
  afterEach(async () => {
    // Long enough for every permit to be spare again.
    await stage.clock.advance(60 * 60_000);
    stage.emulator.reset();
    await stage.clear();
  });
  afterAll(() => stage.close());

  const calls = () => stage.emulator.requests({ action: 'Initialize' });
  const biz = () => calls().map(({ parameters }) => parameters['MerchantBizId']);

  it('grants permits without delay while the window has room', async () => {
    const { service } = await stage.host(limited(3));

    await initializations.begin(service, 3);

    expect(initializations.ended).toMatchObject([
      { code: 'ok', at: 0 },
      { code: 'ok', at: 0 },
      { code: 'ok', at: 0 },
    ]);
  });

  it('begins a new window after the database server’s clock was set back', async () => {
    const { service } = await stage.host(limited(3));
    await initializations.begin(service, 3);

    stage.clock.stepDatabase(-600_000);
    await initializations.begin(service, 3);
    expect(calls()).toHaveLength(3);
    await stage.clock.advance(WINDOW_MS);
    await initializations.settled();
    stage.clock.stepDatabase(600_000);

    expect(calls().length).toBeGreaterThan(3);
    await stage.clock.advance(2 * WINDOW_MS);
    await initializations.finish();
    expect(initializations.ended.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => 'ok'));
  });

  it('delays the next caller until the first call is a second plus the safety margin old, and no longer', async () => {
    const { service } = await stage.host(limited(3));
    await initializations.begin(service, 4);

    await stage.clock.advance(WINDOW_MS - 1);
    await initializations.settled();
    expect(calls()).toHaveLength(3);

    await stage.clock.advance(1);
    await initializations.finish();
    expect(calls()).toHaveLength(4);
  });

  it('grants permits in arrival order, evenly spaced once callers queue', async () => {
    const { service } = await stage.host(limited(4));
    await initializations.begin(service, 12);

    await initializations.finish();

    expect(biz()).toEqual(initializations.ended.map(({ merchantBizId }) => merchantBizId));
    const waits = initializations.ended
      .slice(4)
      .map(({ at }, index) => at - (WINDOW_MS + (index * WINDOW_MS) / 4));
    for (const late of waits) expect(late).toBeLessThanOrEqual(10);
  });

  it('is shared by all processes that name the same account', async () => {
    const hosts = [await stage.host(limited(3)), await stage.host(limited(3)), await stage.host(limited(3))];

    for (const { service } of hosts) await initializations.begin(service, 2);

    expect(initializations.ended).toHaveLength(3);
    await initializations.finish();
  });

  it('is separate for each account', async () => {
    const one = await stage.host(limited(2));
    const other = await stage.host(limited(2, { rateLimit: { perSecond: 2, account: 'other' } }));

    await initializations.begin(one.service, 2);
    await initializations.begin(other.service, 2);

    expect(initializations.ended).toHaveLength(4);
  });

  it('refuses at once a caller whose permit would come after its deadline, and stores nothing for it', async () => {
    const { service } = await stage.host(limited(1, { deadlineMs: 4_000 }));
    await initializations.begin(service, 2);

    await initializations.begin(service, 1);

    const [, refused] = initializations.ended;
    expect(refused).toMatchObject({ code: 'rate_limited', at: 0, retryAfterMs: 2 * WINDOW_MS });
    await expect(service.get(refused!.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
    await initializations.finish();
    // The refused caller did not take the next permit.
    await initializations.begin(service, 1);
    await initializations.finish();
    expect(calls().map(({ at }) => at - calls()[0]!.at)).toEqual([0, expect.any(Number), 2 * WINDOW_MS]);
  });

  it('gives a caller that resumes late a permit for now, and delays the callers behind it accordingly', async () => {
    const { service } = await stage.host(limited(1));
    await initializations.begin(service, 2);

    // The process was suspended.
    await stage.clock.advance(WINDOW_MS + 500);
    await initializations.settled();
    expect(calls()).toHaveLength(2);

    await initializations.begin(service, 1);
    await initializations.finish();
    const [, second, third] = calls().map(({ at }) => at);
    expect(third! - second!).toBeGreaterThanOrEqual(1_000);
  });

  it('grants a new permit at the end of a queue longer than a second to a caller that resumes late', async () => {
    const { service } = await stage.host(limited(1));
    await initializations.begin(service, 3);

    await stage.clock.advance(WINDOW_MS + 500);
    await initializations.settled();
    expect(calls()).toHaveLength(1);

    await initializations.finish();
    expect(calls().map(({ at }) => at - calls()[0]!.at)).toEqual([0, 2 * WINDOW_MS, 3 * WINDOW_MS]);
  });

  it('refuses before a row is inserted when the queue is full', async () => {
    const host = await stage.host(limited(1, { deadlineMs: 4_000 }));
    await initializations.begin(host.service, 2);

    await whileRowsAreForbidden(host, () => initializations.begin(host.service, 1));

    expect(initializations.ended.at(-1)).toMatchObject({ code: 'rate_limited', retryAfterMs: 2 * WINDOW_MS });
    await initializations.finish();
  });

  it('replays a stored response, however full the queue is', async () => {
    const { service } = await stage.host(limited(1, { deadlineMs: 4_000 }));
    await initializations.begin(service, 3);
    const [first, refused] = initializations.ended;
    expect(refused).toMatchObject({ code: 'rate_limited' });

    const again = await service.initialize({ ...MINIMAL_REQUEST, merchantBizId: first!.merchantBizId });

    expect(again).toMatchObject({ replayed: true });
    await initializations.finish();
  });

  it('refuses a check without postponing the next one', async () => {
    const { service } = await stage.host({ workers: { enabled: false } });
    const [first, second, third] = [
      await stage.start({ service }),
      await stage.start({ service }),
      await stage.start({ service }),
    ];
    const limit = await stage.host(limited(1, { deadlineMs: 4_000 }));
    const due = await stage.schedule(third);

    await limit.service.check(first.merchantBizId);
    const waiting = limit.service.check(second.merchantBizId);
    await expect.poll(() => stage.clock.waitingForSomething, { interval: 1 }).toBe(1);
    const refusal = await failureOf(limit.service.check(third.merchantBizId));

    expect(refusal.code).toBe('rate_limited');
    expect(await stage.schedule(third)).toEqual(due);
    await stage.clock.advance(WINDOW_MS);
    await waiting;
  });

  it('makes no call and stores nothing for a caller that aborts while it waits', async () => {
    const { service } = await stage.host(limited(1));
    const abortController = new AbortController();
    await initializations.begin(service, 1);

    const request = { ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() };
    const waiting = service.initialize(request, { signal: abortController.signal });
    await expect.poll(() => stage.clock.waitingForSomething, { interval: 1 }).toBe(1);
    abortController.abort();

    await expect(waiting).rejects.toMatchObject({ code: 'aborted', nothingSent: true });
    expect(calls()).toHaveLength(1);
    await expect(service.get(request.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('may change between releases: raised at once, lowered without exceeding it', async () => {
    const old = await stage.host(limited(2));
    await initializations.begin(old.service, 2);

    const raised = await stage.host(limited(5));
    await initializations.begin(raised.service, 3);
    expect(initializations.ended).toHaveLength(5);

    const lowered = await stage.host(limited(1));
    await initializations.begin(lowered.service, 1);
    expect(initializations.ended).toHaveLength(5);
    await initializations.finish();
  });

  it('is never exceeded in any second, for any arrivals', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.record({ pollIntervalMs: fc.nat(1_500), count: fc.integer({ min: 1, max: 4 }) }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (perSecond, arrivals) => {
          await stage.stopHosts();
          stage.emulator.reset();
          await stage.clock.advance(60 * 60_000);
          const hosts = [await stage.host(limited(perSecond)), await stage.host(limited(perSecond))];
          const some = new LimitedInitializations(stage);
          for (const [index, { pollIntervalMs, count }] of arrivals.entries()) {
            await stage.clock.advance(pollIntervalMs);
            await some.begin(hosts[index % 2]!.service, count);
          }
          await some.finish();

          expect(
            mostWithin(
              calls().map(({ at }) => at),
              1_000,
            ),
          ).toBeLessThanOrEqual(perSecond);
          const succeeded = some.ended.filter(({ code }) => code === 'ok').length;
          expect(calls()).toHaveLength(succeeded);
        },
      ),
      { numRuns: bySuite({ quick: 5, all: 30 }) },
    );
  }, 120_000);
});
