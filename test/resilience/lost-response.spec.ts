import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseCable } from '../support/database/database-cable.js';
import { rowOf, VerdictStage } from '../support/host/verdict-stage.js';
import type { VerdictHost } from '../support/host/verdict-host.js';

describe('With a connection that breaks after the server executed a statement', () => {
  let stage: VerdictStage;
  let cable: DatabaseCable;
  beforeAll(async () => {
    stage = await VerdictStage.open('lost_response');
    cable = await DatabaseCable.to(stage.database.url);
  });
  afterEach(() => stage.clear());
  afterAll(async () => {
    await stage.close();
    await cable.cut();
  });

  const host = () => stage.host({}, { databaseUrl: cable.url });

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
