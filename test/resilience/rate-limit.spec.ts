import fc from 'fast-check';
import { newMerchantBizId, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { whileRowsAreForbidden } from '../support/forbid-rows.js';
import { failureOf } from '../support/client-failure.js';
import { LimitedInitializations, mostWithin } from '../support/limited-initializations.js';
import { MINIMAL_REQUEST } from '../support/initialize-parameter-cases.js';
import { VerdictStage } from '../support/verdict-stage.js';

const WINDOW_MS = 1_040;

/** A process that starts verifications under a limit, and does nothing by itself. */
const limited = (perSecond: number, others: Partial<IdVerificationModuleOptions> = {}) =>
  ({ workers: { enabled: false }, rateLimit: { perSecond }, deadlineMs: 10_000, ...others }) as const;

describe('the vendor’s limit', () => {
  let stage: VerdictStage;
  let starts: LimitedInitializations;
  beforeAll(async () => {
    stage = await VerdictStage.open('rateLimit');
  });
  beforeEach(() => {
    starts = new LimitedInitializations(stage);
  });
  afterEach(async () => {
    // Far enough for every second to have room again.
    await stage.clock.advance(60 * 60_000);
    stage.emulator.reset();
    await stage.clear();
  });
  afterAll(() => stage.close());

  const calls = () => stage.emulator.requests({ action: 'Initialize' });
  const biz = () => calls().map(({ parameters }) => parameters['MerchantBizId']);

  it('costs nobody a wait while the second has room', async () => {
    const { service } = await stage.host(limited(3));

    await starts.begin(service, 3);

    expect(starts.ended).toMatchObject([
      { code: 'ok', at: 0 },
      { code: 'ok', at: 0 },
      { code: 'ok', at: 0 },
    ]);
  });

  it('makes the next caller wait until the first call is a second and the guard old, and no longer', async () => {
    const { service } = await stage.host(limited(3));
    await starts.begin(service, 4);

    await stage.clock.advance(WINDOW_MS - 1);
    await starts.settled();
    expect(calls()).toHaveLength(3);

    await stage.clock.advance(1);
    await starts.finish();
    expect(calls()).toHaveLength(4);
  });

  it('lets callers go first come, first served, at even distances once they queue', async () => {
    const { service } = await stage.host(limited(4));
    await starts.begin(service, 12);

    await starts.finish();

    expect(biz()).toEqual(starts.ended.map(({ merchantBizId }) => merchantBizId));
    const waits = starts.ended.slice(4).map(({ at }, index) => at - (WINDOW_MS + (index * WINDOW_MS) / 4));
    for (const late of waits) expect(late).toBeLessThanOrEqual(10);
  });

  it('is shared by all processes that name the same account', async () => {
    const hosts = [await stage.host(limited(3)), await stage.host(limited(3)), await stage.host(limited(3))];

    for (const { service } of hosts) await starts.begin(service, 2);

    expect(starts.ended).toHaveLength(3);
    await starts.finish();
  });

  it('is another one for another account', async () => {
    const one = await stage.host(limited(2));
    const other = await stage.host(limited(2, { rateLimit: { perSecond: 2, account: 'other' } }));

    await starts.begin(one.service, 2);
    await starts.begin(other.service, 2);

    expect(starts.ended).toHaveLength(4);
  });

  it('refuses at once whoever would wait beyond the deadline, who then leaves nothing behind', async () => {
    const { service } = await stage.host(limited(1, { deadlineMs: 4_000 }));
    await starts.begin(service, 2);

    await starts.begin(service, 1);

    const [, refused] = starts.ended;
    expect(refused).toMatchObject({ code: 'rate_limited', at: 0, retryAfterMs: 2 * WINDOW_MS });
    await expect(service.get(refused!.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
    await starts.finish();
    // The next permit was not taken by the one who was refused.
    await starts.begin(service, 1);
    await starts.finish();
    expect(calls().map(({ at }) => at - calls()[0]!.at)).toEqual([0, expect.any(Number), 2 * WINDOW_MS]);
  });

  it('lets a caller that wakes too late go at once, and whoever queues behind it wait the longer for that', async () => {
    const { service } = await stage.host(limited(1));
    await starts.begin(service, 2);

    // A process that stood still.
    await stage.clock.advance(WINDOW_MS + 500);
    await starts.settled();
    expect(calls()).toHaveLength(2);

    await starts.begin(service, 1);
    await starts.finish();
    const [, second, third] = calls().map(({ at }) => at);
    expect(third! - second!).toBeGreaterThanOrEqual(1_000);
  });

  it('gives another moment at the end to a caller that wakes too late in a queue longer than a second', async () => {
    const { service } = await stage.host(limited(1));
    await starts.begin(service, 3);

    await stage.clock.advance(WINDOW_MS + 500);
    await starts.settled();
    expect(calls()).toHaveLength(1);

    await starts.finish();
    expect(calls().map(({ at }) => at - calls()[0]!.at)).toEqual([0, 2 * WINDOW_MS, 3 * WINDOW_MS]);
  });

  it('refuses in a full queue before a row is written', async () => {
    const host = await stage.host(limited(1, { deadlineMs: 4_000 }));
    await starts.begin(host.service, 2);

    await whileRowsAreForbidden(host, () => starts.begin(host.service, 1));

    expect(starts.ended.at(-1)).toMatchObject({ code: 'rate_limited', retryAfterMs: 2 * WINDOW_MS });
    await starts.finish();
  });

  it('answers a start that is stored already, however full the queue is', async () => {
    const { service } = await stage.host(limited(1, { deadlineMs: 4_000 }));
    await starts.begin(service, 3);
    const [first, refused] = starts.ended;
    expect(refused).toMatchObject({ code: 'rate_limited' });

    const again = await service.initialize({ ...MINIMAL_REQUEST, merchantBizId: first!.merchantBizId });

    expect(again).toMatchObject({ replayed: true });
    await starts.finish();
  });

  it('refuses a check without putting the next one off', async () => {
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

  it('leaves a waiting caller who gives up without a call and without a trace', async () => {
    const { service } = await stage.host(limited(1));
    const giveUp = new AbortController();
    await starts.begin(service, 1);

    const request = { ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() };
    const waiting = service.initialize(request, { signal: giveUp.signal });
    await expect.poll(() => stage.clock.waitingForSomething, { interval: 1 }).toBe(1);
    giveUp.abort();

    await expect(waiting).rejects.toMatchObject({ code: 'aborted', nothingSent: true });
    expect(calls()).toHaveLength(1);
    await expect(service.get(request.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('may be changed by a new release: raised at once, lowered without a call too many', async () => {
    const old = await stage.host(limited(2));
    await starts.begin(old.service, 2);

    const raised = await stage.host(limited(5));
    await starts.begin(raised.service, 3);
    expect(starts.ended).toHaveLength(5);

    const lowered = await stage.host(limited(1));
    await starts.begin(lowered.service, 1);
    expect(starts.ended).toHaveLength(5);
    await starts.finish();
  });

  it('is never exceeded in any second, whoever comes when', async () => {
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
          const well = some.ended.filter(({ code }) => code === 'ok').length;
          expect(calls()).toHaveLength(well);
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});
