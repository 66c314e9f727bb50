import { afterEach, describe, expect, it } from 'vitest';
import { newRequest } from '../support/conformance/request.js';
import { Gate } from '../support/chaos/crash-gate.js';
import { LEASE_MS, useCrashScene } from '../support/chaos/crash-scene.js';

describe('A start whose process is killed', () => {
  const scene = useCrashScene('crash_steps', 'withheld');
  const { stage } = scene;
  afterEach(() => stage.emulator.clearFaults());

  const transactionIds = (merchantBizId: string) =>
    stage.emulator
      .transactions()
      .filter((transaction) => transaction.merchantBizId === merchantBizId)
      .map(({ transactionId }) => transactionId);

  it('before its row is inserted leaves nothing, and the retry initializes it', async () => {
    const [request, victim, gate] = [newRequest(), await scene.victim(), await Gate.close(stage, 'INSERT')];
    victim.initializeUnattended(request);
    await gate.reached();

    await victim.kill();
    await gate.cutOff();
    await gate.open();

    expect(await stage.rows(request.merchantBizId)).toEqual([]);
    expect(transactionIds(request.merchantBizId)).toEqual([]);
    expect([await scene.settledTransactionId(request)]).toEqual(transactionIds(request.merchantBizId));
  });

  it('before its insert returns, which the database commits, is initialized by the retry after the lease', async () => {
    const [request, victim, gate] = [newRequest(), await scene.victim(), await Gate.close(stage, 'INSERT')];
    victim.initializeUnattended(request);
    await gate.reached();

    await victim.kill();
    await gate.open();

    expect(await stage.row(request.merchantBizId)).toMatchObject({ status: 'INITIALIZING' });
    expect([await scene.settledTransactionId(request)]).toEqual(transactionIds(request.merchantBizId));
  });

  it('after its insert and before the vendor’s response is initialized by the retry after the lease', async () => {
    const [request, victim] = [newRequest(), await scene.victim()];
    stage.emulator.inject({ kind: 'hang', action: 'Initialize' });
    victim.initializeUnattended(request);
    await expect.poll(() => stage.callsFor(request.merchantBizId), { interval: 2 }).toHaveLength(1);

    await victim.kill();

    expect(await stage.row(request.merchantBizId)).toMatchObject({ status: 'INITIALIZING' });
    expect([await scene.settledTransactionId(request)]).toEqual(transactionIds(request.merchantBizId));
    expect(stage.callsFor(request.merchantBizId)).toHaveLength(2);
  });

  it('after the vendor’s response and before it is stored is initialized again, and the lost TransactionId is never returned', async () => {
    const [request, victim, gate] = [newRequest(), await scene.victim(), await Gate.close(stage, 'UPDATE')];
    victim.initializeUnattended(request);
    await gate.reached();

    await victim.kill();
    await gate.cutOff();
    await gate.open();

    const [lost] = transactionIds(request.merchantBizId);
    const settled = await scene.settledTransactionId(request);
    expect(transactionIds(request.merchantBizId)).toEqual([lost, settled]);
  });

  it('after the vendor’s response, which the database still stores, is replayed without another vendor call', async () => {
    const [request, victim, gate] = [newRequest(), await scene.victim(), await Gate.close(stage, 'UPDATE')];
    victim.initializeUnattended(request);
    await gate.reached();

    await victim.kill();
    await gate.open();

    expect([await scene.settledTransactionId(request)]).toEqual(transactionIds(request.merchantBizId));
    expect(stage.callsFor(request.merchantBizId)).toHaveLength(1);
  });

  it('after the vendor’s response, and retried while the database still stores it, is one verification', async () => {
    const [request, victim, gate] = [newRequest(), await scene.victim(), await Gate.close(stage, 'UPDATE')];
    victim.initializeUnattended(request);
    await gate.reached();

    await victim.kill();
    const retried = scene.retry(request);
    await gate.reached(2);
    await gate.open();

    const settled = await scene.settledTransactionId(request);
    expect((await retried).response?.['transactionId']).toBe(settled);
    expect(transactionIds(request.merchantBizId)).toEqual([settled]);
  });

  it('after it is stored and before its caller gets the response is replayed without another vendor call', async () => {
    const [request, victim] = [newRequest(), await scene.victim()];
    victim.initializeUnattended(request);
    await expect
      .poll(() => stage.rows(request.merchantBizId), { interval: 2 })
      .toMatchObject([{ status: 'PENDING' }]);

    await victim.kill();

    expect([await scene.settledTransactionId(request)]).toEqual(transactionIds(request.merchantBizId));
    expect(stage.callsFor(request.merchantBizId)).toHaveLength(1);
  });

  it('before the vendor’s refusal is stored calls the vendor again, and is initialized if the vendor then accepts it', async () => {
    const [request, victim, gate] = [newRequest(), await scene.victim(), await Gate.close(stage, 'UPDATE')];
    stage.emulator.inject({
      kind: 'vendorCode',
      code: 'Forbidden.AccountAccessDenied',
      action: 'Initialize',
    });
    victim.initializeUnattended(request);
    await gate.reached();

    await victim.kill();
    await gate.cutOff();
    await gate.open();

    expect([await scene.settledTransactionId(request)]).toEqual(transactionIds(request.merchantBizId));
    expect(stage.callsFor(request.merchantBizId)).toHaveLength(2);
  });

  it('keeps its retry waiting no longer than a lease', async () => {
    const [request, victim] = [newRequest(), await scene.victim()];
    stage.emulator.inject({ kind: 'hang', action: 'Initialize' });
    victim.initializeUnattended(request);
    await expect.poll(() => stage.callsFor(request.merchantBizId), { interval: 2 }).toHaveLength(1);
    await victim.kill();

    const { response, aheadMs } = await scene.retry(request);

    expect(response).toMatchObject({ status: 'PENDING' });
    expect(aheadMs).toBeGreaterThan(0);
    expect(aheadMs).toBeLessThanOrEqual(LEASE_MS);
  });
});
