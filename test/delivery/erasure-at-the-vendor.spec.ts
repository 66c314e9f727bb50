import type { ErasureReceipt } from 'nestjs-id-verification';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeliveryClock } from '../support/delivery-clock.js';
import type { DeliveryHost } from '../support/delivery-host.js';
import { useDeliveryStage } from '../support/delivery-stage.js';
import { eventually } from '../support/eventually.js';

const DAY_MS = 24 * 60 * 60_000;

/** How long the worker of erasures sleeps between two rounds. */
const ERASE_INTERVAL_MS = 30_000;

describe('At the vendor, an erasure', () => {
  const stage = useDeliveryStage('delivery_erasure_vendor');
  const asked = (): number => stage().emulator.requests({ action: 'DeleteVerifyResult' }).length;
  afterEach(() => {
    stage().emulator.configure({ deleteSupported: true });
  });

  async function erased(
    clock: DeliveryClock,
  ): Promise<{ host: DeliveryHost; id: string; receipt: ErasureReceipt }> {
    const host = await stage().host({ clock });
    const id = await stage().ended(host);
    return { host, id, receipt: await host.service.erase(id) };
  }

  it('is tried again while the vendor is down, after pauses that double, until it has a response', async () => {
    const clock = new DeliveryClock();
    stage().emulator.inject({
      kind: 'rawResponse',
      status: 503,
      body: '',
      action: 'DeleteVerifyResult',
      times: 3,
    });
    const { host, id, receipt } = await erased(clock);
    expect(receipt).toMatchObject({ vendorDeletion: 'PENDING', erasedAt: expect.any(Date) });

    const delays: number[] = [];
    for (let tries = 1; tries <= 3; tries += 1) {
      const [row] = await stage().query<{ next_attempt_at: Date }>('SELECT * FROM id_verification_erasure');
      const delay = Number(row?.next_attempt_at) - clock.databaseNow().getTime();
      delays.push(delay);
      const before = asked();
      clock.advance(delay);
      await eventually(() => asked() > before);
    }

    await eventually(async () => (await host.service.erase(id)).vendorDeletion === 'DELETED');
    expect(delays).toEqual([30_000, 60_000, 120_000]);
    expect((await host.service.erase(id)).receiptId).toBe(receipt.receiptId);
  });

  it('that is not supported says so, with the date on which the vendor deletes by itself', async () => {
    const clock = new DeliveryClock();
    stage().emulator.configure({ deleteSupported: false });

    const { receipt } = await erased(clock);

    expect(receipt).toMatchObject({
      vendorDeletion: 'UNSUPPORTED',
      vendorDeletesAt: new Date(clock.databaseNow().getTime() + 30 * DAY_MS),
    });
  });

  it('that a proxy refuses is asked for again', async () => {
    const clock = new DeliveryClock();
    stage().emulator.inject({
      kind: 'rawResponse',
      status: 403,
      body: '<html>Forbidden</html>',
      contentType: 'text/html',
      action: 'DeleteVerifyResult',
      times: 1,
    });
    const { host, id, receipt } = await erased(clock);
    expect(receipt.vendorDeletion).toBe('PENDING');

    clock.advance(30_000);

    await eventually(async () => (await host.service.erase(id)).vendorDeletion === 'DELETED');
  });

  it('returns a receipt that says DELETED once the vendor reports TransactionIdInvalid', async () => {
    stage().emulator.inject({
      kind: 'vendorCode',
      code: 'TransactionIdInvalid',
      action: 'DeleteVerifyResult',
    });
    const { receipt } = await erased(new DeliveryClock());
    expect(receipt.vendorDeletion).toBe('DELETED');
  });

  it('waits for its own attempt, which no worker claims in the meantime', async () => {
    const host = await stage().host({
      clock: new DeliveryClock(),
      options: { workers: { enabled: false } },
    });
    const id = await stage().ended(host);
    const clock = new DeliveryClock();
    const sleep = vi.spyOn(clock, 'sleep');
    const rounds = (): number =>
      sleep.mock.calls.filter(([pollIntervalMs]) => pollIntervalMs === ERASE_INTERVAL_MS).length;
    await stage().host({ clock, options: { endpoint: 'http://127.0.0.1:1' } });
    beforeWipe(host, async () => {
      const wiping = "SELECT FROM id_verification_erasure WHERE state = 'ERASING'";
      await eventually(async () => (await stage().query(wiping)).length === 0);
      const before = rounds();
      await eventually(() => rounds() > before + 1);
    });

    expect(await host.service.erase(id)).toMatchObject({ vendorDeletion: 'DELETED' });
  });

  it('is done when the vendor reports the deletion with the code 200', async () => {
    stage().emulator.inject({
      kind: 'mergeBody',
      body: { Code: '200' },
      action: 'DeleteVerifyResult',
      times: 'forever',
    });

    const { receipt } = await erased(new DeliveryClock());

    expect(receipt.vendorDeletion).toBe('DELETED');
  });

  it('that the vendor never answers is done when it has deleted by itself', async () => {
    const clock = new DeliveryClock();
    stage().emulator.inject({
      kind: 'mergeBody',
      body: { Result: { DeleteResult: 'N' } },
      action: 'DeleteVerifyResult',
      times: 'forever',
    });
    const { host, id, receipt } = await erased(clock);
    expect(receipt.vendorDeletion).toBe('PENDING');

    clock.advance(31 * DAY_MS);

    await eventually(async () => (await host.service.erase(id)).vendorDeletion === 'DELETED');
    expect(await stage().query('SELECT transaction_id FROM id_verification_erasure')).toEqual([
      { transaction_id: null },
    ]);
  });

  it('of a verification that the vendor never accepted asks nothing', async () => {
    const host = await stage().host();
    stage().emulator.inject({
      kind: 'vendorCode',
      code: 'InvalidParameter',
      httpStatus: 400,
      action: 'Initialize',
    });
    const id = await stage().refused(host);
    const before = asked();

    expect(await host.service.erase(id)).toMatchObject({ vendorDeletion: 'NEVER_THERE' });
    expect(asked()).toBe(before);
  });
});

/** Does something between the two statements of an erasure: the one that inserts it, and the one that wipes. */
function beforeWipe({ dataSource }: DeliveryHost, act: () => Promise<void>): void {
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    const query = runner.query.bind(runner);
    runner.query = async (sql: string, ...rest: never[]) => {
      if (sql.includes('DELETE FROM')) await act();
      return query(sql, ...rest);
    };
    return runner;
  };
}
