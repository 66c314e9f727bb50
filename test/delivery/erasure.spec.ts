import { newMerchantBizId, type VerificationOutcome } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { DeliveryClock } from '../support/clock/delivery-clock.js';
import type { DeliveryHost } from '../support/host/delivery-host.js';
import { columnsWith } from '../support/database/delivery-marks.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { StatementLog } from '../support/host/verdict-log.js';
import { eventually } from '../support/runner/eventually.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

const withoutWorkers = { options: { workers: { enabled: false } } };

describe('An erasure', () => {
  const clock = new DeliveryClock();
  const stage = useDeliveryStage('delivery_erasure');

  it('deletes the verification from every table but its receipt', async () => {
    const host = await stage().host({ handlers: [handler('all', 'ledger', writesToLedger('ledger'))] });
    const merchantBizId = newMerchantBizId();
    const request = {
      ...MINIMAL_REQUEST,
      merchantBizId,
      merchantUserId: 'marked-user',
      sceneCode: 'markscene',
    };
    const { transactionId } = await host.service.initialize(request, {
      metadata: { orderId: 'marked-order' },
    });
    await stage().end(host, merchantBizId);
    await stage().delivered(merchantBizId, 'ledger');
    const [row] = await stage().query<{ merchant_user_id: string; id: string }>(
      'SELECT id, merchant_user_id FROM id_verification',
    );
    if (row === undefined) throw new Error('the verification is not stored');
    const marks = [merchantBizId, transactionId, row.id, row.merchant_user_id, 'markscene', 'marked-order'];
    expect((await columnsWith(stage(), marks)).length).toBeGreaterThanOrEqual(marks.length);

    const receipt = await host.service.erase(merchantBizId);

    expect(await columnsWith(stage(), marks)).toEqual([]);
    expect(receipt).toMatchObject({ vendorDeletion: 'DELETED', erasedAt: expect.any(Date) });
    expect(await stage().query('SELECT id, state FROM id_verification_erasure')).toEqual([
      { id: receipt.receiptId, state: 'DONE' },
    ]);
    await expect(host.service.get(merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('returns the same receipt when it is requested again, in sequence or concurrently', async () => {
    const [one, other] = [await stage().host(withoutWorkers), await stage().host(withoutWorkers)];
    const id = await stage().ended(one);

    const holder = one.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM id_verification FOR UPDATE');
    const erasures = [one, other, one, other].map(({ service }) => service.erase(id));
    await eventually(async () => {
      const waiting = await stage().query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return waiting.length === erasures.length;
    });
    await holder.rollbackTransaction();
    await holder.release();
    const atOnce = await Promise.all(erasures);
    const again = await other.service.erase(id);

    expect(new Set([...atOnce, again].map(({ receiptId }) => receiptId)).size).toBe(1);
    expect(await stage().query('SELECT FROM id_verification_erasure')).toHaveLength(1);
  });

  it('is listed by its receipt, the latest first, page by page', async () => {
    const host = await stage().host();
    const receipts = [];
    for (let count = 0; count < 3; count += 1)
      receipts.unshift(await host.service.erase(await stage().ended(host)));
    const pages = [];
    let cursor: string | undefined;
    do {
      const page = await host.service.listErasures({ limit: 2, cursor });
      pages.push(page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);

    expect(pages).toEqual([receipts.slice(0, 2), receipts.slice(2)]);
    await expect(host.service.listErasures({ limit: 0 })).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('that waits for a running handler ends by its notification when the handler ends', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isRunning = false;
    const slow = handler('all', 'slow', async () => {
      isRunning = true;
      await held;
    });
    const host = await stage().host({
      handlers: [slow],
      options: { workers: { enabled: true, pollIntervalMs: 60_000 } },
    });
    await eventually(async () => {
      const listening = await stage().query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
      );
      return listening.length === 1;
    });
    const [id, other] = [await stage().ended(host), await stage().host(withoutWorkers)];
    await eventually(() => Promise.resolve(isRunning));
    const statements = new StatementLog();
    host.dataSource.logger = statements;
    expect(await other.service.erase(id)).toMatchObject({ erasedAt: undefined });
    // The worker finds nothing to erase yet.
    await eventually(() => statements.matching(/AS e SET attempts = attempts \+ 1/) > 0);

    const released = performance.now();
    release();

    await eventually(async () => {
      const [receipt] = await stage().query("SELECT FROM id_verification_erasure WHERE state = 'DONE'");
      return receipt !== undefined;
    });
    // By its poll alone the worker would come up to 60 s later.
    expect(performance.now() - released).toBeLessThan(15_000);
  });

  it('frees the id, so that a later verification under it has its own erasure and receipt', async () => {
    const host = await stage().host(withoutWorkers);
    const merchantBizId = await stage().ended(host);
    const first = await host.service.erase(merchantBizId);

    await host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId });
    await expect(host.service.erase(merchantBizId)).rejects.toMatchObject({ code: 'verification_open' });
    const second = await host.service.erase(merchantBizId, { force: true });

    expect(second.receiptId).not.toBe(first.receiptId);
    expect(await columnsWith(stage(), [merchantBizId])).toEqual([]);
  });

  it('has its own receipt for each erasure of one id at the same time', async () => {
    const host = await stage().host({ ...withoutWorkers, clock: new DeliveryClock() });
    const merchantBizId = await stage().pending(host);
    const receipts: string[] = [];
    for (let erasures = 0; erasures < 5; erasures += 1) {
      await host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId });
      receipts.push((await host.service.erase(merchantBizId, { force: true })).receiptId);
    }

    expect(new Set(receipts).size).toBe(receipts.length);
  });

  it.each(['unknown', 'not an id \u0000', ''])('rejects the unknown id %j with not_found', async (id) => {
    const { service } = await stage().host(withoutWorkers);
    await expect(service.erase(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('rejects a verification that has not ended, and changes nothing', async () => {
    const host = await stage().host(withoutWorkers);
    const id = await stage().pending(host);

    await expect(host.service.erase(id)).rejects.toMatchObject({ code: 'verification_open' });

    await expect(host.service.get(id)).resolves.toMatchObject({ status: 'PENDING' });
    expect(await stage().query('SELECT FROM id_verification_erasure')).toEqual([]);
  });

  it('delivers the outcome expired with the reason erased once, before the delete, when forced', async () => {
    const outcomes: VerificationOutcome[] = [];
    const host = await stage().host({
      clock,
      handlers: [handler('expired', 'ledger', (outcome) => outcomes.push(outcome))],
    });
    const id = await stage().pending(host, { orderId: '42' });

    await host.service.erase(id, { force: true });
    await deleted(host, id);
    await host.service.erase(id, { force: true });

    expect(outcomes).toMatchObject([
      { outcome: 'expired', reason: 'erased', merchantBizId: id, metadata: { orderId: '42' } },
    ]);
  });

  it('waits for a pending delivery, and continues once it is delivered', async () => {
    let isReady = false;
    const host = await stage().host({
      clock,
      handlers: [
        handler('all', 'late', (outcome, manager) => {
          if (!isReady) throw new Error('not yet');
          return writesToLedger('late')(outcome, manager);
        }),
      ],
      options: { delivery: { initialDelayMs: 50, maxDelayMs: 50, maxAttempts: 100 } },
    });
    const id = await stage().ended(host);

    expect(await host.service.erase(id)).toMatchObject({ erasedAt: undefined, vendorDeletion: 'PENDING' });
    await expect(host.service.get(id)).resolves.toMatchObject({ status: 'PASSED' });
    isReady = true;

    await deleted(host, id);
    expect(await stage().ledger(id)).toEqual(['late']);
  });

  it('does not affect a new verification under the id of a rejected one', async () => {
    const host = await stage().host({ ...withoutWorkers, clock });
    const merchantBizId = newMerchantBizId();
    stage().emulator.inject({
      kind: 'vendorCode',
      code: 'ParameterInvalid',
      httpStatus: 400,
      action: 'Initialize',
    });
    await host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId }).catch(() => undefined);
    await expect(host.service.get(merchantBizId)).resolves.toMatchObject({ status: 'REJECTED' });
    await stage().query(
      `INSERT INTO id_verification_erasure (id, instance, id_hash, state, vendor_deletion, verification_id,
          next_attempt_at, requested_at)
        SELECT gen_random_uuid(), instance, 'hash', 'ERASING', 'NEVER_THERE', id, initialize_started_at, initialize_started_at
        FROM id_verification`,
    );
    clock.advance(1_000);
    await host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId });

    await stage().host({ clock });
    await eventually(
      async () =>
        (await stage().query("SELECT FROM id_verification_erasure WHERE state = 'DONE'")).length === 1,
    );

    await expect(host.service.get(merchantBizId)).resolves.toMatchObject({ status: 'PENDING' });
  });

  async function deleted(host: DeliveryHost, merchantBizId: string): Promise<void> {
    await eventually(async () => {
      clock.advance(1_000);
      const still = await host.service.get(merchantBizId).catch(() => undefined);
      return still === undefined;
    });
  }
});
