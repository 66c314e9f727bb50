import { CloudauthEmulator } from 'cloudauth-emulator';
import { newMerchantBizId, type VerificationOutcome } from 'nestjs-id-verification';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../support/host/delivery-handler.js';
import { startDeliveryHost, type DeliveryHost } from '../support/host/delivery-host.js';
import { ACCESS_KEY, emulatorOptions, UNGUARDED } from '../support/host/library-host.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

describe('runDueWork', () => {
  let database: TestDatabase;
  let emulator: CloudauthEmulator;
  let hosts: DeliveryHost[];
  const outcomes: VerificationOutcome[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
    const settings = { handlers: [handler('all', 'record', (outcome) => outcomes.push(outcome))] };
    const options = { ...emulatorOptions(emulator.url), ...UNGUARDED };
    hosts = [await startDeliveryHost(database.url, options, settings)];
    hosts.push(await startDeliveryHost(database.url, options, settings));
  });
  beforeEach(() => void outcomes.splice(0));
  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.close()));
    await emulator.stop();
    await database.drop();
  });

  async function started() {
    return hosts[0]!.service.initialize({
      productCode: 'FACE_LIVENESS',
      merchantBizId: newMerchantBizId(),
      ...LEAST_BODY,
    });
  }

  /** A verification whose outcome is to be delivered. */
  async function ended(): Promise<string> {
    const { merchantBizId, transactionId } = await started();
    emulator.finish(transactionId, { passed: 'Y' });
    await hosts[0]!.service.check(merchantBizId);
    expect(outcomes).toEqual([]);
    return merchantBizId;
  }

  it('delivers a verdict once, without workers, for concurrent passes in two processes', async () => {
    const merchantBizId = await ended();

    const reports = await Promise.all(hosts.map(({ service }) => service.runDueWork()));

    expect(reports).toEqual([
      { completed: true, failed: [] },
      { completed: true, failed: [] },
    ]);
    expect(outcomes).toMatchObject([{ outcome: 'passed', merchantBizId }]);
  });

  it('is not completed while a delivery that it could not claim is due', async () => {
    const [{ service, dataSource } = expect.fail()] = hosts;
    const merchantBizId = await ended();
    const holder = dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query("SELECT FROM id_verification_delivery WHERE state = 'PENDING' FOR UPDATE");

    expect(await service.runDueWork()).toEqual({ completed: false, failed: [] });

    await holder.rollbackTransaction();
    await holder.release();
    expect(await service.runDueWork()).toEqual({ completed: true, failed: [] });
    expect(outcomes).toMatchObject([{ merchantBizId }]);
  });

  it('names the checks as failed whose verdict cannot be stored', async () => {
    const [{ service, dataSource } = expect.fail()] = hosts;
    const { merchantBizId, transactionId } = await started();
    emulator.finish(transactionId, { passed: 'Y' });
    await dataSource.query('UPDATE id_verification SET next_check_at = now() WHERE merchant_biz_id = $1', [
      merchantBizId,
    ]);
    await dataSource.query(`
      CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'forbidden'; END $$;
      CREATE TRIGGER forbid BEFORE UPDATE ON id_verification FOR EACH ROW WHEN (NEW.status = 'PASSED')
        EXECUTE FUNCTION forbid()`);

    const report = await service.runDueWork();

    await dataSource.query('DROP FUNCTION forbid CASCADE');
    await service.cancel(merchantBizId);
    expect(report).toEqual({ completed: false, failed: ['check'] });
  });

  it('follows up on an expired verification, which is purged only after that', async () => {
    const [{ service, dataSource } = expect.fail()] = hosts;
    const { merchantBizId } = await started();
    await dataSource.query(
      `UPDATE id_verification SET status = 'EXPIRED', sub_code = 'not_finished', reason = 'not_finished',
         completed_at = now(), next_follow_up_at = now(), protocol = NULL, transaction_url = NULL
       WHERE merchant_biz_id = $1`,
      [merchantBizId],
    );

    await service.runDueWork();

    const rows: unknown[] = await dataSource.query(
      'SELECT next_follow_up_at FROM id_verification WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    expect(rows).toEqual([{ next_follow_up_at: null }]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses the budget %s', async (budgetMs) => {
    await expect(hosts[0]!.service.runDueWork({ budgetMs })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});
