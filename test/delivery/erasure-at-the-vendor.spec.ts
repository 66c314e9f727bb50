import { CloudauthEmulator } from 'cloudauth-emulator';
import type { ErasureReceipt } from 'nestjs-id-verification';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ErasureStore } from '../../libs/id-verification/dist/storage/erasure.store.js';
import { DeliveryClock } from '../support/clock/delivery-clock.js';
import type { DeliveryHost } from '../support/host/delivery-host.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';
import { ACCESS_KEY, HASH_KEY, OTHER_ACCOUNT } from '../support/host/library-host.js';

const DAY_MS = 24 * 60 * 60_000;

describe('An erasure at the vendor', () => {
  const stage = useDeliveryStage('delivery_erasure_vendor');
  const deleteCalls = (): number => stage().emulator.requests({ action: 'DeleteVerifyResult' }).length;
  afterEach(() => {
    stage().emulator.configure({
      deleteSupported: true,
      deleteSuccessCode: '200',
      repeatedDeleteResponse: 'Success',
    });
  });

  async function erased(
    clock: DeliveryClock,
  ): Promise<{ host: DeliveryHost; id: string; receipt: ErasureReceipt }> {
    const host = await stage().host({ clock });
    const id = await stage().ended(host);
    return { host, id, receipt: await host.service.erase(id) };
  }

  it('is retried with exponential backoff while the vendor is down, until it succeeds', async () => {
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
    for (let attempts = 1; attempts <= 3; attempts += 1) {
      const [row] = await stage().query<{ next_attempt_at: Date }>('SELECT * FROM id_verification_erasure');
      const delay = Number(row?.next_attempt_at) - clock.databaseNow().getTime();
      delays.push(delay);
      const before = deleteCalls();
      clock.advance(delay);
      await eventually(() => deleteCalls() > before);
    }

    await eventually(async () => (await host.service.erase(id)).vendorDeletion === 'DELETED');
    expect(delays).toEqual([30_000, 60_000, 120_000]);
    expect((await host.service.erase(id)).receiptId).toBe(receipt.receiptId);
  });

  it('returns UNSUPPORTED with the vendor’s own deletion date where the vendor cannot delete', async () => {
    const clock = new DeliveryClock();
    stage().emulator.configure({ deleteSupported: false });

    const { receipt } = await erased(clock);

    expect(receipt).toMatchObject({
      vendorDeletion: 'UNSUPPORTED',
      vendorDeletesAt: new Date(clock.databaseNow().getTime() + 30 * DAY_MS),
    });
  });

  it('names the vendor’s own deletion date by the expiry of a canceled verification, which a user may finish until then', async () => {
    const clock = new DeliveryClock();
    const host = await stage().host({ clock, options: { workers: { enabled: false } } });
    const id = await stage().pending(host);
    clock.advance(60_000);
    const { expiresAt } = await host.service.cancel(id);
    clock.advance(60_000);

    const { vendorDeletesAt } = await host.service.erase(id);

    expect(vendorDeletesAt).toEqual(new Date(Number(expiresAt) + 30 * DAY_MS));
  });

  it('is retried after a proxy refused it', async () => {
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

  it('is DELETED when its response was lost and the vendor does not know the transaction any more', async () => {
    const clock = new DeliveryClock();
    stage().emulator.configure({ repeatedDeleteResponse: 'TransactionIdInvalid' });
    stage().emulator.inject({ kind: 'loseResponse', action: 'DeleteVerifyResult' });
    const { host, id, receipt } = await erased(clock);
    expect(receipt.vendorDeletion).toBe('PENDING');

    clock.advance(30_000);

    await eventually(async () => (await host.service.erase(id)).vendorDeletion === 'DELETED');
  });

  it('recognises its account by every key of the ring, after its hash key was rotated', async () => {
    stage().emulator.configure({ repeatedDeleteResponse: 'TransactionIdInvalid' });
    stage().emulator.inject({ kind: 'loseResponse', action: 'DeleteVerifyResult' });
    const withoutWorkers = { workers: { enabled: false } };
    const before = await stage().host({ options: withoutWorkers });
    const id = await stage().ended(before);
    expect((await before.service.erase(id)).vendorDeletion).toBe('PENDING');
    await stage().query('UPDATE id_verification_erasure SET next_attempt_at = now()');
    const newer = { id: 'k2', secret: 'newer-key-of-the-tests-9876543210' };
    const rotated = await stage().host({ options: { ...withoutWorkers, hashKeys: [newer, HASH_KEY] } });

    await rotated.service.runDueWork();

    expect((await rotated.service.erase(id)).vendorDeletion).toBe('DELETED');
    expect(rotated.log.lines.join()).not.toContain('erasure_not_found');
  });

  it('recognises its account by its accountId, with temporary keys of a provider', async () => {
    stage().emulator.configure({ repeatedDeleteResponse: 'TransactionIdInvalid' });
    stage().emulator.inject({ kind: 'loseResponse', action: 'DeleteVerifyResult' });
    const pair = { accessKeyId: ACCESS_KEY.id, accessKeySecret: ACCESS_KEY.secret };
    const credentials = { getCredential: async () => pair };
    const options = { credentials, accountId: '5012345678901234', workers: { enabled: false } };
    const host = await stage().host({ options });
    const id = await stage().ended(host);
    expect((await host.service.erase(id)).vendorDeletion).toBe('PENDING');
    await stage().query('UPDATE id_verification_erasure SET next_attempt_at = now()');

    await host.service.runDueWork();

    expect((await host.service.erase(id)).vendorDeletion).toBe('DELETED');
  });

  it('is not DELETED while another account is configured, to which the vendor denies the transaction', async () => {
    const clock = new DeliveryClock();
    const initializing = await stage().host({ clock, options: { workers: { enabled: false } } });
    const id = await stage().ended(initializing);
    const { transactionId } = stage().emulator.transactions({ merchantBizId: id })[0] ?? {};
    const credentials = { accessKeyId: OTHER_ACCOUNT.id, accessKeySecret: OTHER_ACCOUNT.secret };
    const wrong = await stage().host({ clock, options: { credentials, workers: { enabled: false } } });

    expect((await wrong.service.erase(id)).vendorDeletion).toBe('PENDING');
    expect(stage().emulator.transaction(transactionId ?? '')?.status).toBe('finished');
    expect(wrong.log.lines.join()).toContain('erasure_not_found');

    const right = await stage().host({ clock });
    clock.advance(30_000);
    await eventually(async () => (await right.service.erase(id)).vendorDeletion === 'DELETED');
    expect(stage().emulator.transaction(transactionId ?? '')?.status).toBe('deleted');
  });

  it('is not DELETED while another region is configured, which does not have the transaction', async () => {
    const id = await stage().ended(await stage().host({ options: { workers: { enabled: false } } }));
    const elsewhere = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
    const wrong = await stage().host({ options: { endpoint: elsewhere.url, workers: { enabled: false } } });

    expect((await wrong.service.erase(id)).vendorDeletion).toBe('PENDING');
    await elsewhere.stop();
  });

  it('holds its lease during its own attempt, so that no worker claims it', async () => {
    const host = await stage().host({
      clock: new DeliveryClock(),
      options: { workers: { enabled: false } },
    });
    const id = await stage().ended(host);
    const claim = vi.spyOn(ErasureStore.prototype, 'claimDeletion');
    const polls = (): number => claim.mock.calls.length;
    await stage().host({ clock: new DeliveryClock(), options: { endpoint: 'http://127.0.0.1:1' } });
    const ran = beforeDelete(host, async () => {
      const erasing = "SELECT FROM id_verification_erasure WHERE state = 'ERASING'";
      await eventually(async () => (await stage().query(erasing)).length === 0);
      const before = polls();
      await eventually(() => polls() > before + 1);
    });

    expect(await host.service.erase(id)).toMatchObject({ vendorDeletion: 'DELETED' });
    expect(ran()).toBeGreaterThan(0);
    claim.mockRestore();
  });

  it.each(['200', 'Success'] as const)('is DELETED when the vendor reports the code %s', async (code) => {
    stage().emulator.configure({ deleteSuccessCode: code });

    const { receipt } = await erased(new DeliveryClock());

    expect(receipt.vendorDeletion).toBe('DELETED');
  });

  it('is DELETED when the vendor reports success in another case', async () => {
    stage().emulator.inject({
      kind: 'mergeBody',
      body: { Code: 'SUCCESS' },
      action: 'DeleteVerifyResult',
    });

    const { receipt } = await erased(new DeliveryClock());

    expect(receipt.vendorDeletion).toBe('DELETED');
  });

  it('is DELETED after the vendor’s own deletion date when the vendor never confirms', async () => {
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

  it('makes no call for a verification that the vendor never accepted', async () => {
    const host = await stage().host();
    stage().emulator.inject({
      kind: 'vendorCode',
      code: 'InvalidParameter',
      httpStatus: 400,
      action: 'Initialize',
    });
    const id = await stage().refused(host);
    const before = deleteCalls();

    expect(await host.service.erase(id)).toMatchObject({ vendorDeletion: 'NEVER_THERE' });
    expect(deleteCalls()).toBe(before);
  });
});

/**
 * Runs a function between the two statements of an erasure: the insert of its row and the delete of the verification.
 * The library queries by the driver's client, not by TypeORM's runner.
 *
 * @returns how often it ran
 */
function beforeDelete({ dataSource }: DeliveryHost, act: () => Promise<void>): () => number {
  let times = 0;
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    const connect = runner.connect.bind(runner);
    runner.connect = async () => {
      const client = await connect();
      const query = async (statement: string | { readonly text: string }, ...rest: unknown[]) => {
        const text = typeof statement === 'string' ? statement : statement.text;
        if (text.includes('DELETE FROM')) {
          times += 1;
          await act();
        }
        return client.query(statement, ...rest);
      };
      return new Proxy(client, {
        get: (target, key) => {
          const value = key === 'query' ? query : Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    };
    return runner;
  };
  return () => times;
}
