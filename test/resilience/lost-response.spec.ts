import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseCable } from '../support/database/database-cable.js';
import { HOUR_MS, rowOf, VerdictStage, type Started } from '../support/host/verdict-stage.js';
import { eventually } from '../support/runner/eventually.js';
import type { VerdictHost } from '../support/host/verdict-host.js';

/** In the statement that claims deliveries, and in no other one. */
const CLAIM = 'process_died';

describe('With a connection that breaks after the server executed a statement', () => {
  let stage: VerdictStage;
  let cable: DatabaseCable;
  /** Another process, without workers. */
  let serving: VerdictHost;
  beforeAll(async () => {
    stage = await VerdictStage.open('lost_response');
    cable = await DatabaseCable.to(stage.database.url);
  });
  beforeEach(async () => {
    serving = await stage.host({ workers: { enabled: false }, evidenceSink: undefined });
  });
  afterEach(() => stage.clear());
  afterAll(async () => {
    await stage.close();
    await cable.cut();
  });

  const host = () => stage.host({}, { databaseUrl: cable.url });

  /** A host whose statements are sent as text, so that the cable finds them by it. */
  const working = (options: Partial<IdVerificationModuleOptions> = {}) =>
    stage.host({ preparedStatements: false, ...options }, { databaseUrl: cable.url });

  /**
   * A verification with its verdict, whose delivery is left to a worker. The response to the worker's claim is lost; a
   * worker is notified of the verdict before `check` returns here.
   */
  async function ended({ isCut = false } = {}): Promise<Started> {
    const one = await stage.start(serving);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    cable.isCutByLoss = isCut;
    cable.loseResponseTo = CLAIM;
    await serving.service.check(one.merchantBizId);
    return one;
  }

  /** A claim follows from a notification of the other process, which takes real time, or from a poll. */
  const claimLost = () =>
    eventually(() => stage.clock.advance(2_000).then(() => cable.loseResponseTo === undefined));

  async function attemptsOf({ dataSource }: VerdictHost): Promise<unknown> {
    return dataSource.query('SELECT state, attempts FROM id_verification_delivery');
  }

  it('delivers the verdict at once, in the first attempt', async () => {
    const process = await host();
    const one = await stage.start(process);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    cable.loseResponseTo = 'PASSED';

    await stage.call(process, `?callbackToken=${one.callbackToken}`);

    expect(cable.loseResponseTo).toBeUndefined();
    expect(process.outcomes).toMatchObject([{ outcome: 'passed' }]);
    expect(await attemptsOf(process)).toEqual([{ state: 'DELIVERED', attempts: 1 }]);
    expect(stage.log.events('log', 'verification_ended')).toHaveLength(1);
  });

  it('delivers a cancellation at once, in the first attempt', async () => {
    const process = await host();
    const one = await stage.start(process);
    cable.loseResponseTo = 'canceled';

    await expect(process.service.cancel(one.merchantBizId)).resolves.toMatchObject({ status: 'EXPIRED' });
    await stage.clock.idle();

    expect(cable.loseResponseTo).toBeUndefined();
    expect(process.outcomes).toMatchObject([{ outcome: 'expired' }]);
    expect(await attemptsOf(process)).toEqual([{ state: 'DELIVERED', attempts: 1 }]);
  });

  it('gives the reserved attempt back as soon as the database is available again', async () => {
    const process = await host();
    const one = await stage.start(process);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    cable.loseResponseTo = 'PASSED';
    cable.isCutByLoss = true;

    await stage.call(process, `?callbackToken=${one.callbackToken}`);
    cable.isCutByLoss = false;
    await cable.fix();
    await stage.clock.advance(1_000);
    await stage.clock.advance(1_000);

    expect(process.outcomes).toMatchObject([{ outcome: 'passed' }]);
    expect(await attemptsOf(process)).toEqual([{ state: 'DELIVERED', attempts: 1 }]);
  });

  it('has no attempt to give back when the statement was refused', async () => {
    const process = await host();
    const one = await stage.start(process);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    await process.dataSource.query(
      `ALTER TABLE id_verification ADD CONSTRAINT refusal CHECK (status <> 'PASSED')`,
    );

    await expect(process.service.check(one.merchantBizId)).rejects.toThrow('refused a statement');
    await process.dataSource.query('ALTER TABLE id_verification DROP CONSTRAINT refusal');
    await stage.clock.advance(1_000);

    expect(process.statements.matching(/SET attempts = attempts - 1/)).toBe(0);
  });

  it('delivers what it claimed, in the attempt that counts', async () => {
    const process = await working();
    const one = await ended();

    await claimLost();
    await stage.clock.advance(2_000);

    expect(process.outcomes).toMatchObject([{ merchantBizId: one.merchantBizId }]);
    expect(await attemptsOf(process)).toEqual([{ state: 'DELIVERED', attempts: 1 }]);
  });

  it('delivers what it claimed as soon as the database is available again', async () => {
    const process = await working();
    const one = await ended({ isCut: true });

    await claimLost();
    await stage.clock.advance(2_000);
    cable.isCutByLoss = false;
    await cable.fix();
    await stage.clock.advance(2_000);
    await stage.clock.advance(2_000);

    expect(process.outcomes).toMatchObject([{ merchantBizId: one.merchantBizId }]);
    expect(await attemptsOf(process)).toEqual([{ state: 'DELIVERED', attempts: 1 }]);
  });

  it('delivers what it claimed once its lease is over, if that is earlier', async () => {
    const process = await working();
    await ended({ isCut: true });

    await claimLost();
    await stage.clock.advance(40_000);
    cable.isCutByLoss = false;
    await cable.fix();
    await stage.clock.advance(2_000);
    await stage.clock.advance(2_000);

    expect(process.outcomes).toHaveLength(1);
    expect(await attemptsOf(process)).toEqual([{ state: 'DELIVERED', attempts: 2 }]);
  });

  it('reports a delivery that it dead-lettered, once', async () => {
    const one = await ended();
    await serving.dataSource.query('UPDATE id_verification_delivery SET attempts = 10');
    const process = await working();

    await claimLost();
    await stage.clock.advance(2_000);

    expect(stage.log.events('error', 'delivery_dead_lettered')).toHaveLength(1);
    const history = await process.service.history(one.merchantBizId);
    expect(history.filter(({ type }) => type === 'delivery_dead_lettered')).toHaveLength(1);
  });

  it.each([
    ['evidence', 'evidence_delivered', { passed: 'Y' }, 0],
    ['the log of an expiry', 'expiry_explained', undefined, HOUR_MS],
  ] as const)('requests %s that it claimed at once', async (_, event, verdict, untilEndMs) => {
    const process = await working({ evidenceSink: { receive: async () => undefined } });
    const one = await stage.start(serving, { docVideo: 'Y' });
    if (verdict !== undefined) stage.emulator.finish(one.transactionId, verdict);
    await stage.clock.advance(untilEndMs);
    await serving.service.check(one.merchantBizId);
    cable.loseResponseTo = 'follow_up_attempts + 1';
    await process.dataSource.query(
      'UPDATE id_verification SET next_follow_up_at = completed_at WHERE merchant_biz_id = $1',
      [one.merchantBizId],
    );

    await stage.clock.advance(11_000);

    expect(cable.loseResponseTo).toBeUndefined();
    expect(await rowOf(process, one)).toMatchObject({
      follow_up_attempts: 1,
      lease_token: null,
      next_follow_up_at: null,
    });
    const history = await process.service.history(one.merchantBizId);
    expect(history.filter(({ type }) => type === event)).toHaveLength(1);
  });

  it('records the check of an operator once', async () => {
    const process = await working();
    const one = await stage.start(process);
    cable.loseResponseTo = 'AND (lease_token = $';

    await process.service.check(one.merchantBizId, { actor: 'operator' });

    expect(cable.loseResponseTo).toBeUndefined();
    expect(stage.asked(one)).toBe(1);
    const history = await process.service.history(one.merchantBizId);
    expect(history.filter(({ type }) => type === 'check_requested')).toHaveLength(1);
  });

  it('checks for an operator, and records that once', async () => {
    const process = await stage.host({ workers: { enabled: false } }, { databaseUrl: cable.url });
    const one = await stage.start(process);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    const by = { actor: 'ann', reason: 'asked by phone' };
    await process.service.check(one.merchantBizId, { ...by, reason: 'another' });
    cable.loseResponseTo = 'check_requested';

    expect(await process.service.check(one.merchantBizId, by)).toMatchObject({ status: 'PASSED' });

    expect(cable.loseResponseTo).toBeUndefined();
    const history = await process.service.history(one.merchantBizId);
    const requests = history.filter(({ type }) => type === 'check_requested');
    expect(requests.map(({ by }) => by?.reason)).toEqual(['another', 'asked by phone']);
  });

  it('checks a row once, at once, whose check request it stored', async () => {
    const process = await host();
    const one = await stage.start(process);
    const { id } = await rowOf(process, one);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    cable.loseResponseTo = `{"${String(id)}"}`;

    await stage.call(process, `?callbackToken=${one.callbackToken}`);

    expect(cable.loseResponseTo).toBeUndefined();
    expect(stage.asked(one)).toBe(1);
    expect(process.outcomes).toHaveLength(1);
  });

  it('initializes with the row that it inserted', async () => {
    const process = await host();
    cable.loseResponseTo = 'ON CONFLICT (instance, merchant_biz_id) DO NOTHING';
    const before = stage.emulator.requests({ action: 'Initialize' }).length;

    await stage.start(process);

    expect(cable.loseResponseTo).toBeUndefined();
    expect(stage.emulator.requests({ action: 'Initialize' })).toHaveLength(before + 1);
  });
});
