import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newMerchantBizId } from 'nestjs-id-verification';
import { useStage } from '../support/host/conformance-stage.js';
import { eventually } from '../support/runner/eventually.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { MINUTE_MS, VerdictStage, type Started } from '../support/host/verdict-stage.js';

const FIRST_CHECK_DELAY_MS = 2 * MINUTE_MS;

describe('A worker', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('background');
  });
  afterEach(async () => {
    await stage.stopHosts();
    await stage.clock.advance(60 * MINUTE_MS);
    stage.emulator.reset();
    await stage.clear();
  });
  afterAll(() => stage.close());

  const checkCalls = () => stage.emulator.requests({ action: 'CheckResult' }).length;

  async function startMany(count: number): Promise<Started[]> {
    const host = await stage.host({ workers: { enabled: false } });
    const started: Started[] = [];
    for (let n = 0; n < count; n += 1) started.push(await stage.start(host));
    await stage.stopHosts();
    return started;
  }

  it('acquires permits before it claims rows, and leaves a fifth of the rate limit to foreground calls', async () => {
    const started = await startMany(20);
    await stage.clock.advance(FIRST_CHECK_DELAY_MS);

    const host = await stage.host({
      rateLimit: { perSecond: 10 },
      workers: { enabled: true, batchSize: 20 },
    });

    expect(checkCalls()).toBe(8);
    const free: { count: number }[] = await host.dataSource.query(
      'SELECT count(*)::int AS count FROM id_verification WHERE lease_token IS NOT NULL',
    );
    expect(free).toEqual([{ count: 0 }]);
    const waiting = started.find((one) => stage.asked(one) === 0);
    await host.service.check(waiting!.merchantBizId);
    expect(checkCalls()).toBe(9);
  });

  it('makes no calls while the circuit is open', async () => {
    await startMany(20);
    await stage.clock.advance(FIRST_CHECK_DELAY_MS);
    stage.emulator.inject({ kind: 'vendorCode', code: 'InternalError', action: 'CheckResult', times: 1_000 });

    await stage.host({
      circuitBreaker: { windowSize: 4, halfOpenAfterMs: 600_000 },
      workers: { enabled: true, batchSize: 5 },
    });
    const before = checkCalls();
    for (let poll = 0; poll < 20; poll += 1) await stage.clock.advance(10_000);

    expect(before).toBeGreaterThanOrEqual(2);
    expect(checkCalls()).toBe(before);
    expect(stage.log.events('error', 'circuit_opened')).toHaveLength(1);
  });
});

describe('A worker in real time', () => {
  const stage = useStage('background_share');
  const RATE_LIMIT = { rateLimit: { perSecond: 5 }, deadlineMs: 120_000 } as const;

  /** MerchantBizIds of pending verifications, of which the first `due` are due. */
  async function pending(count: number, { due }: { due: number }): Promise<string[]> {
    const { service } = await stage.host();
    const started: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const merchantBizId = newMerchantBizId();
      started.push(merchantBizId);
      await service.initialize({ ...MINIMAL_REQUEST, merchantBizId });
    }
    await stage.query(
      'UPDATE id_verification SET next_check_at = clock_timestamp() WHERE merchant_biz_id = ANY ($1)',
      [started.slice(0, due)],
    );
    // What a worker before this one has left.
    await stage.query('UPDATE id_verification_rate_limit SET background_at = NULL');
    return started;
  }

  const checkCalls = (): string[] =>
    stage.emulator
      .requests({ action: 'CheckResult' })
      .map(({ parameters }) => parameters['MerchantBizId'] ?? '');

  it('queues with foreground calls, so that it makes progress under full load', async () => {
    const { service } = await stage.host(RATE_LIMIT);
    // As many foreground calls behind it as a slow machine lets pass meanwhile.
    const [own = '', ...others] = await pending(45, { due: 1 });

    const before = others.slice(0, 12).map((merchantBizId) => service.check(merchantBizId));
    await stage.host({ ...RATE_LIMIT, workers: { enabled: true } });
    await eventually(isBackgroundQueued);
    const behind = others.slice(12).map((merchantBizId) => service.check(merchantBizId));
    await Promise.all([...before, ...behind]);
    await eventually(() => checkCalls().includes(own));

    expect(checkCalls()).toHaveLength(45);
    expect(checkCalls().indexOf(own)).toBeLessThan(44);
    await stage.stopHosts();
    stage.emulator.reset();
  });

  it('makes each call when its permit comes, and takes none for calls to come', async () => {
    const all = await pending(25, { due: 3 });
    const [own, others] = [all.slice(0, 3), all.slice(3)];
    const { service } = await stage.host(RATE_LIMIT);

    const before = others.slice(0, 10).map((merchantBizId) => service.check(merchantBizId));
    await stage.host({ ...RATE_LIMIT, workers: { enabled: true } });
    await eventually(isBackgroundQueued);
    const behind = others.slice(10).map((merchantBizId) => service.check(merchantBizId));
    await Promise.all([...before, ...behind]);

    await eventually(() => checkCalls().some((merchantBizId) => own.includes(merchantBizId)));

    const isOwn = checkCalls().map((merchantBizId) => own.includes(merchantBizId));
    const first = isOwn.indexOf(true);
    // On a slow machine the worker may be last: then nothing competes with its next call.
    expect(first < others.length && isOwn[first + 1]).toBe(false);
  });

  async function isBackgroundQueued(): Promise<boolean> {
    const queued = 'SELECT FROM id_verification_rate_limit WHERE background_at IS NOT NULL';
    return (await stage.query(queued)).length === 1;
  }
});
