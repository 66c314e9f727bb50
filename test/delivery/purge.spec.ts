import { describe, expect, it } from 'vitest';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { DeliveryClock } from '../support/clock/delivery-clock.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';

const DAY_MS = 24 * 60 * 60_000;

const RETENTION_DAYS = 30;

const options = { retentionDays: RETENTION_DAYS, delivery: { maxAttempts: 1 } };

describe('The purge', () => {
  const stage = useDeliveryStage('delivery_purge');

  const exists = async (merchantBizId: string): Promise<boolean> =>
    (await stage().query('SELECT FROM id_verification WHERE merchant_biz_id = $1', [merchantBizId])).length >
    0;

  it('deletes verifications that ended `retentionDays` ago, and none a day earlier', async () => {
    const clock = new DeliveryClock();
    const host = await stage().host({ clock, options });
    const old = await stage().ended(host);
    clock.advance(DAY_MS);
    const younger = await stage().ended(host);

    clock.advance((RETENTION_DAYS - 1) * DAY_MS + 1);

    await eventually(async () => !(await exists(old)));
    expect(await exists(younger)).toBe(true);
  });

  it('keeps or deletes a verification by the retention of its own, where it has one', async () => {
    const clock = new DeliveryClock();
    const host = await stage().host({ clock, options });
    const [longer, shorter, usual] = [
      await stage().pending(host, {}, RETENTION_DAYS + 10),
      await stage().pending(host, {}, 1),
      await stage().pending(host),
    ];
    for (const id of [longer, shorter, usual]) await stage().end(host, id);

    clock.advance(DAY_MS + 1);
    await eventually(async () => !(await exists(shorter)));
    expect(await exists(usual)).toBe(true);

    clock.advance(RETENTION_DAYS * DAY_MS);
    await eventually(async () => !(await exists(usual)));
    expect(await exists(longer)).toBe(true);
    clock.advance(10 * DAY_MS);
    await eventually(async () => !(await exists(longer)));
  });

  it('keeps verifications with a pending or dead-lettered delivery', async () => {
    const clock = new DeliveryClock();
    const host = await stage().host({
      clock,
      options,
      handlers: [
        handler('passed', 'broken', () => Promise.reject(new Error('broken'))),
        handler('failed', 'ledger', writesToLedger('ledger')),
      ],
    });
    await stage().query(
      `INSERT INTO id_verification_handler (instance, name, outcomes, registered_at, last_heartbeat_at)
        VALUES ('default', 'of-another-release', '{expired}', now(), now())`,
    );
    const deadLettered = await stage().ended(host, 'Y');
    await stage().delivered(deadLettered, 'broken', { state: 'DEAD_LETTERED' });
    const delivered = await stage().ended(host, 'N');
    await stage().delivered(delivered, 'ledger');
    const open = await stage().pending(host);
    await stage().query(
      `UPDATE id_verification SET status = 'EXPIRED', completed_at = $2, protocol = NULL,
        transaction_url = NULL WHERE merchant_biz_id = $1`,
      [open, clock.databaseNow()],
    );
    await stage().query(
      `INSERT INTO id_verification_delivery (verification_id, handler, instance, state, next_attempt_at, created_at)
        SELECT id, 'of-another-release', instance, 'PENDING', $2, $2 FROM id_verification
        WHERE merchant_biz_id = $1`,
      [open, clock.databaseNow()],
    );

    clock.advance((RETENTION_DAYS + 1) * DAY_MS);

    await eventually(async () => !(await exists(delivered)));
    expect([await exists(deadLettered), await exists(open)]).toEqual([true, true]);
  });

  it('keeps verifications that have not ended, however old, and receipts', async () => {
    const clock = new DeliveryClock();
    const host = await stage().host({ clock, options: { ...options, workers: { enabled: false } } });
    const erased = await stage().ended(host);
    await host.service.erase(erased);
    const [ended, pending] = [await stage().ended(host), await stage().pending(host)];
    // No check runs while the purge is in progress.
    await stage().query(
      `UPDATE id_verification SET lease_token = gen_random_uuid(), lease_expires_at = 'infinity',
        created_at = created_at - interval '10 years' WHERE merchant_biz_id = $1`,
      [pending],
    );

    clock.advance((RETENTION_DAYS + 1) * DAY_MS);
    await stage().host({ clock, options });

    await eventually(async () => !(await exists(ended)));
    expect(await exists(pending)).toBe(true);
    expect(await stage().query('SELECT FROM id_verification_erasure')).toHaveLength(1);
  });

  it('deletes any number in batches', async () => {
    const host = await stage().host({ options: { workers: { enabled: false } } });
    await stage().ended(host);
    await stage().query(
      `INSERT INTO id_verification (id, instance, merchant_biz_id, transaction_id, merchant_user_id,
          hash_key_id, request_fingerprint, product_code, security_level, status, next_check_at, initialize_started_at,
          expires_at, completed_at, created_at, updated_at)
        SELECT gen_random_uuid(), instance, 'copy' || n, 'copy' || n, merchant_user_id, hash_key_id,
          request_fingerprint, product_code, security_level, status, next_check_at, initialize_started_at, expires_at,
          now() - CASE WHEN n <= 1200 THEN interval '100 days' ELSE interval '1 day' END, created_at, updated_at
        FROM id_verification, generate_series(1, 20000) AS n`,
    );

    const worker = await stage().host({ options: { retentionDays: RETENTION_DAYS } });

    // A batch is logged after its rows are gone.
    const purged = (): string[] => worker.log.lines.filter((line) => line.startsWith('purged'));
    await eventually(() => purged().length === 3);
    expect(purged()).toEqual([
      'purged verifications=500',
      'purged verifications=500',
      'purged verifications=200',
    ]);
    expect(await stage().query('SELECT FROM id_verification')).toHaveLength(20_000 - 1_200 + 1);
  });
});
