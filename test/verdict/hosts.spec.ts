import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler } from '../support/delivery-handler.js';
import { HOST_KINDS, type HostKind } from '../support/host-kinds.js';
import { MINIMAL_REQUEST } from '../support/initialize-parameter-cases.js';
import type { VerdictHost } from '../support/verdict-host.js';
import { CALLBACK_PATH, VerdictStage, type Started } from '../support/verdict-stage.js';
import { Watching } from '../support/verdict-watch.js';

const SOON = { timeout: 10_000, interval: 5 };

let stage: VerdictStage;
beforeAll(async () => {
  stage = await VerdictStage.open('hosts', { checkCallbackUrl: true });
});
afterAll(() => stage.close());

for (const kind of HOST_KINDS) {
  describe(`in a host on ${kind.name}`, () => {
    lives(kind);
  });
}

function lives({ settings, options, ownRoute }: HostKind): void {
  let host: VerdictHost;
  let isBroken = false;
  const told: string[] = [];
  const fragile = handler('all', 'fragile', ({ merchantBizId }) => {
    if (isBroken) throw new Error('broken');
    told.push(merchantBizId);
  });

  beforeAll(async () => {
    const { also } = settings;
    host = await stage.host(
      { delivery: { maxAttempts: 1 }, ...options },
      {
        ...settings,
        also: { ...also, providers: [...(also?.providers ?? []), fragile] },
        port: stage.callbackPort,
      },
    );
  });
  afterEach(() => stage.emulator.configure({ callbackMode: { mode: 'lost' } }));
  afterAll(() => stage.clear());

  /** Leads a verification to its verdict by asking for it, and lets handlers be told. */
  async function ended(passed: 'Y' | 'N' = 'Y'): Promise<Started> {
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed });
    await host.service.check(one.merchantBizId);
    await stage.clock.advance(1_000);
    return one;
  }

  /** The outcomes of one verification that the host was told. */
  const outcomesOf = ({ merchantBizId }: Started) =>
    host.outcomes.filter((outcome) => outcome.merchantBizId === merchantBizId);

  it('a start that is repeated has the same response, and the vendor hears of it once', async () => {
    const { merchantBizId } = await stage.start(host);
    const request = { ...MINIMAL_REQUEST, merchantBizId };

    const repeated = await host.service.initialize(request);

    const [transaction, ...others] = stage.emulator.transactions({ merchantBizId });
    expect(repeated).toMatchObject({ transactionId: transaction?.transactionId, replayed: true });
    expect(others).toEqual([]);
  });

  it.each([
    ['Y', 'PASSED', 'passed'],
    ['N', 'FAILED', 'failed'],
  ] as const)(
    'a user who ends with %s leads by the vendor’s callback, which comes twice, to %s, to who watches and once to the handler',
    async (passed, status, outcome) => {
      stage.emulator.configure({ callbackMode: { mode: 'doubled' } });
      const one = await stage.start(host);
      const watching = new Watching(host.service.watch(one.merchantBizId));
      await expect.poll(() => watching.seen, SOON).toEqual(['PENDING']);

      stage.emulator.finish(one.transactionId, { passed });
      await stage.emulator.callbacksSettled();
      await stage.clock.idle();

      const responded = { state: 'responded', status: 200 };
      expect(stage.emulator.callbacks().slice(-2)).toMatchObject([responded, responded]);
      expect(await stage.state(host, one)).toMatchObject({ status });
      await expect.poll(() => watching.completed, SOON).toBe(true);
      expect(watching.seen).toEqual(['PENDING', status]);
      await stage.clock.advance(2_000);
      expect(outcomesOf(one)).toMatchObject([{ outcome, livemode: false }]);
    },
  );

  it('a check brings the verdict whose callback got lost', async () => {
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'N' });

    const checked = await host.service.check(one.merchantBizId);

    expect(checked).toMatchObject({ status: 'FAILED', subCode: '205', reason: 'liveness_risk' });
    expect(stage.emulator.callbacks().at(-1)).toMatchObject({ state: 'lost' });
  });

  it('what was started is listed, newest first, and counted', async () => {
    await stage.clock.advance(1_000);
    const from = stage.clock.now();
    const all = [await ended('Y'), await ended('N'), await stage.start(host)];
    await stage.clock.advance(1_000);

    const { items } = await host.service.list({ createdFrom: from });
    const counted = await host.service.statistics({ from, before: stage.clock.now() });

    expect(items.map(({ merchantBizId }) => merchantBizId)).toEqual(
      all.map(({ merchantBizId }) => merchantBizId).toReversed(),
    );
    expect(counted).toMatchObject({
      total: 3,
      passRate: 0.5,
      byStatus: { PASSED: 1, FAILED: 1, PENDING: 1 },
    });
  });

  it('the vendor’s log explains a verdict', async () => {
    const { merchantBizId } = await ended('N');

    expect(await host.service.explain(merchantBizId)).toMatchObject({
      verifyStatus: 'finished',
      errorReason: 'failed',
    });
  });

  it('a handler whose delivery is dead-lettered is told by redeliver(), and the one that was told is not told again', async () => {
    isBroken = true;
    const one = await ended();
    const deadLettered = stage.log.events('error', 'delivery_dead_lettered').at(-1);
    isBroken = false;

    await host.service.redeliver(one.merchantBizId);
    await stage.clock.advance(1_000);

    expect(deadLettered).toContain(one.merchantBizId);
    expect(told.filter((id) => id === one.merchantBizId)).toHaveLength(1);
    expect(outcomesOf(one)).toHaveLength(1);
  });

  it('an erasure leaves its receipt and nothing else, here and at the vendor', async () => {
    const { merchantBizId, transactionId } = await ended();

    const receipt = await host.service.erase(merchantBizId);

    expect(receipt).toMatchObject({ vendorDeletion: 'DELETED', erasedAt: stage.clock.now() });
    expect(await host.service.erase(merchantBizId)).toEqual(receipt);
    await expect(host.service.get(merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
    expect(stage.emulator.requests({ action: 'DeleteVerifyResult' }).at(-1)?.parameters).toMatchObject({
      TransactionId: transactionId,
    });
  });

  it('the callback stands at its own path alone', async () => {
    const statusOf = async (path: string) => (await fetch(host.origin + path)).status;

    expect(await statusOf(CALLBACK_PATH)).toBe(200);
    expect(await statusOf(`/api${CALLBACK_PATH}`)).toBe(404);
    expect(await statusOf(`/api/v1${CALLBACK_PATH}`)).toBe(404);
    expect(await statusOf('/api/v1/anything')).toBe(ownRoute);
  });
}
