import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler } from '../support/host/delivery-handler.js';
import { HOST_KINDS, type HostKind } from '../support/host/host-kinds.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { CALLBACK_PATH, VerdictStage, type Started } from '../support/host/verdict-stage.js';
import { Watching } from '../support/host/verdict-watch.js';

const SOON = { timeout: 60_000, interval: 5 };

let stage: VerdictStage;
beforeAll(async () => {
  stage = await VerdictStage.open('hosts', { checkCallbackUrl: true });
});
afterAll(() => stage.close());

for (const kind of HOST_KINDS) {
  describe(`in a host on ${kind.name}`, () => {
    verifiesIn(kind);
  });
}

function verifiesIn({ settings, options, ownRoute }: HostKind): void {
  let host: VerdictHost;
  let isBroken = false;
  const handled: string[] = [];
  const fragile = handler('all', 'fragile', ({ merchantBizId }) => {
    if (isBroken) throw new Error('broken');
    handled.push(merchantBizId);
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

  /** Leads a verification to its verdict by a check, and lets deliveries run. */
  async function ended(passed: 'Y' | 'N' = 'Y'): Promise<Started> {
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed });
    await host.service.check(one.merchantBizId);
    await stage.clock.advance(1_000);
    return one;
  }

  /** The outcomes of one verification that the host's handler received. */
  const outcomesOf = ({ merchantBizId }: Started) =>
    host.outcomes.filter((outcome) => outcome.merchantBizId === merchantBizId);

  it('replays the stored response of a repeated initialize, with one vendor call', async () => {
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
    'turns a duplicated callback for Passed=%s into the status %s, one update for a watcher and one delivery',
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

  it('gets the verdict by a check when the callback is lost', async () => {
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'N' });

    const checked = await host.service.check(one.merchantBizId);

    expect(checked).toMatchObject({ status: 'FAILED', subCode: '205', reason: 'liveness_risk' });
    expect(stage.emulator.callbacks().at(-1)).toMatchObject({ state: 'lost' });
  });

  it('lists verifications newest first, and counts them', async () => {
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

  it('explains a verdict from the vendor’s log', async () => {
    const { merchantBizId } = await ended('N');

    expect(await host.service.explain(merchantBizId)).toMatchObject({
      verifyStatus: 'finished',
      errorReason: 'failed',
    });
  });

  it('redelivers a dead-lettered delivery by redeliver(), and leaves the delivered one alone', async () => {
    isBroken = true;
    const one = await ended();
    const deadLettered = stage.log.events('error', 'delivery_dead_lettered').at(-1);
    isBroken = false;

    await host.service.redeliver(one.merchantBizId);
    await stage.clock.advance(1_000);

    expect(deadLettered).toContain(one.merchantBizId);
    expect(handled.filter((id) => id === one.merchantBizId)).toHaveLength(1);
    expect(outcomesOf(one)).toHaveLength(1);
  });

  it('erases all but the receipt, here and at the vendor', async () => {
    const { merchantBizId, transactionId } = await ended();

    const receipt = await host.service.erase(merchantBizId);

    expect(receipt).toMatchObject({ vendorDeletion: 'DELETED', erasedAt: stage.clock.now() });
    expect(await host.service.erase(merchantBizId)).toEqual(receipt);
    await expect(host.service.get(merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
    expect(stage.emulator.requests({ action: 'DeleteVerifyResult' }).at(-1)?.parameters).toMatchObject({
      TransactionId: transactionId,
    });
  });

  it('serves the callback at its own path only', async () => {
    const statusOf = async (path: string) => (await fetch(host.origin + path)).status;

    expect(await statusOf(CALLBACK_PATH)).toBe(200);
    expect(await statusOf(`/api${CALLBACK_PATH}`)).toBe(404);
    expect(await statusOf(`/api/v1${CALLBACK_PATH}`)).toBe(404);
    expect(await statusOf('/api/v1/anything')).toBe(ownRoute);
  });
}
