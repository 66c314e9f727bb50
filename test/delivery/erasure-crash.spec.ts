import { afterEach, describe, expect, it } from 'vitest';
import { DeliveryClock } from '../support/delivery-clock.js';
import { columnsWith } from '../support/delivery-marks.js';
import { DeliveryProcess } from '../support/delivery-process.js';
import { useDeliveryStage } from '../support/delivery-stage.js';
import { eventually } from '../support/eventually.js';

const resting = { workers: { enabled: false } };

/** Any number; a wipe waits for the lock of this number. */
const GATE = 4712;

describe('An erasure whose process is killed', () => {
  const stage = useDeliveryStage('delivery_erasure_crash');
  let victim: DeliveryProcess | undefined;
  afterEach(() => victim?.kill());

  async function startVictim(): Promise<DeliveryProcess> {
    victim = DeliveryProcess.start({
      databaseUrl: stage().database.url,
      options: stage().options(resting),
      handlers: [],
    });
    await victim.started();
    return victim;
  }

  /** Another process, some time later. */
  async function finishedByAnother(): Promise<unknown> {
    const clock = new DeliveryClock(new Date(Date.now() + 60_000));
    await stage().host({ clock });
    const receipts = (): Promise<unknown[]> => stage().query('SELECT * FROM id_verification_erasure');
    await eventually(
      async () =>
        (await stage().query("SELECT FROM id_verification_erasure WHERE state = 'DONE'")).length > 0,
    );
    return (await receipts())[0];
  }

  it('between the request and the wipe is finished by another process', async () => {
    const host = await stage().host({ options: resting });
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
    expect(await host.service.get(id), 'nothing was wiped yet').toMatchObject({ status: 'PASSED' });

    expect(await finishedByAnother()).toMatchObject({ vendor_deletion: 'DELETED', verification_id: null });
    expect(await columnsWith(stage(), [id])).toEqual([]);
  });

  it('between the wipe and the vendor’s response is finished by another process', async () => {
    const host = await stage().host({ options: resting });
    const id = await stage().ended(host);
    stage().emulator.inject({ kind: 'hang', action: 'DeleteVerifyResult' });
    const asked = () => stage().emulator.requests({ action: 'DeleteVerifyResult' }).length;
    const before = asked();

    (await startVictim()).erase(id);
    await eventually(() => asked() > before);
    await victim?.kill();
    expect(await columnsWith(stage(), [id]), 'the wipe was done').toEqual([]);

    expect(await finishedByAnother()).toMatchObject({ vendor_deletion: 'DELETED', transaction_id: null });
  });
});
