import { describe, expect, it } from 'vitest';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { DeliveryProcess } from '../support/process/delivery-process.js';

describe('A handler that', () => {
  const stage = useDeliveryStage('deadly_handler');

  it('kills its process uses up attempts, is dead-lettered, and leaves no writes', async () => {
    const delivery = { maxAttempts: 2 };
    const settings = {
      databaseUrl: stage().database.url,
      options: stage().options({ delivery }),
      handlers: [{ name: 'deadly', outcomes: 'all' as const, takesMs: 0, dies: true }],
    };
    const host = await stage().host();
    await stage().query(
      `INSERT INTO id_verification_handler (instance, name, outcomes, registered_at, last_heartbeat_at)
        VALUES ('default', 'deadly', '{passed}', now(), now())`,
    );
    const id = await stage().ended(host);

    for (let attempts = 1; attempts <= delivery.maxAttempts; attempts += 1) {
      await DeliveryProcess.start(settings).gone();
      expect(await stage().delivery(id, 'deadly')).toMatchObject({ state: 'PENDING', attempts });
      // The lease of the attempt is over.
      await stage().query('UPDATE id_verification_delivery SET next_attempt_at = clock_timestamp()');
    }
    const survivor = await stage().host({
      handlers: [handler('all', 'deadly', writesToLedger('deadly'))],
      options: { delivery },
    });

    await stage().delivered(id, 'deadly', { state: 'DEAD_LETTERED', last_error: 'process_died' });
    expect(await stage().ledger(id)).toEqual([]);
    expect(survivor.log.text).toContain('delivery_dead_lettered');
  });
});
