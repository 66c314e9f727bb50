import { afterEach, describe, expect, it } from 'vitest';
import { DeliveryClock } from '../support/clock/delivery-clock.js';
import { columnsWith } from '../support/database/delivery-marks.js';
import { DeliveryProcess } from '../support/process/delivery-process.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';

const withoutWorkers = { workers: { enabled: false } };

/** An arbitrary advisory lock key, on which the delete waits. */
const GATE = 4712;

describe('An erasure whose process is killed', () => {
  const stage = useDeliveryStage('delivery_erasure_crash');
  let victim: DeliveryProcess | undefined;
  afterEach(() => victim?.kill());

  async function startVictim(): Promise<DeliveryProcess> {
    victim = DeliveryProcess.start({
      databaseUrl: stage().database.url,
      options: stage().options(withoutWorkers),
      handlers: [],
    });
    await victim.started();
    return victim;
  }

  /** The receipt row after another process completed the erasure later. */
  async function completedByAnother(): Promise<unknown> {
    const clock = new DeliveryClock(new Date(Date.now() + 60_000));
    await stage().host({ clock });
    const receipts = (): Promise<unknown[]> => stage().query('SELECT * FROM id_verification_erasure');
    await eventually(
      async () =>
        (await stage().query("SELECT FROM id_verification_erasure WHERE state = 'DONE'")).length > 0,
    );
    return (await receipts())[0];
  }

  it('is completed by another process after a crash between the request and the delete', async () => {
    const host = await stage().host({ options: withoutWorkers });
    const id = await stage().ended(host);
    await stage().query(`
      CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_advisory_xact_lock(${GATE}); RETURN OLD; END'`);
    await stage().query(`CREATE TRIGGER gate BEFORE DELETE ON id_verification
      FOR EACH ROW EXECUTE FUNCTION wait_for_test()`);
    const runner = host.dataSource.createQueryRunner();
    await runner.query('SELECT pg_advisory_lock($1)', [GATE]);

    (await startVictim()).erase(id);
    const waiting =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
    await eventually(async () => (await stage().query(waiting)).length === 1);
    await victim?.kill();
    await stage().query(`SELECT pg_terminate_backend(pid, 5000) FROM (${waiting}) AS w`);
    await runner.query('SELECT pg_advisory_unlock($1)', [GATE]);
    await runner.release();
    await stage().query('DROP TRIGGER gate ON id_verification');
    expect(await host.service.get(id), 'nothing is deleted yet').toMatchObject({ status: 'PASSED' });

    expect(await completedByAnother()).toMatchObject({ vendor_deletion: 'DELETED', verification_id: null });
    expect(await columnsWith(stage(), [id])).toEqual([]);
  });

  it('is completed by another process after a crash between the delete and the vendor’s response', async () => {
    const host = await stage().host({ options: withoutWorkers });
    const id = await stage().ended(host);
    stage().emulator.inject({ kind: 'hang', action: 'DeleteVerifyResult' });
    const deleteCalls = () => stage().emulator.requests({ action: 'DeleteVerifyResult' }).length;
    const before = deleteCalls();

    (await startVictim()).erase(id);
    await eventually(() => deleteCalls() > before);
    await victim?.kill();
    expect(await columnsWith(stage(), [id]), 'the verification is deleted').toEqual([]);

    expect(await completedByAnother()).toMatchObject({ vendor_deletion: 'DELETED', transaction_id: null });
  });
});
