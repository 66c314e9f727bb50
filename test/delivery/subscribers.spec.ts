import { afterEach, describe, expect, it } from 'vitest';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import type { DeliveryHost } from '../support/host/delivery-host.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { HOUR_MS } from '../support/host/verdict-stage.js';
import { eventually } from '../support/runner/eventually.js';

class HookError extends Error {
  override readonly name = 'HookError';
}

const HOOKS = [
  'beforeTransactionStart',
  'afterTransactionStart',
  'beforeTransactionCommit',
  'afterTransactionCommit',
] as const;

describe('A subscriber of the host that fails', () => {
  const stage = useDeliveryStage('delivery_subscribers');
  let failing: (typeof HOOKS)[number] | undefined;
  afterEach(() => {
    failing = undefined;
  });

  async function startHost(): Promise<DeliveryHost> {
    const host = await stage().host({
      handlers: [handler('all', 'ledger', writesToLedger('ledger'))],
      options: {
        delivery: { initialDelayMs: 10 },
        // Kept in a database transaction.
        maxAttemptsPerUser: { count: 100, windowMs: HOUR_MS },
      },
    });
    const hooks = HOOKS.map((hook) => {
      const fail = (): void => {
        if (failing === hook) throw new HookError('of the host');
      };
      return [hook, fail] as const;
    });
    host.dataSource.subscribers.push(Object.fromEntries(hooks));
    return host;
  }

  it('after the commit leaves the outcome delivered, once', async () => {
    const host = await startHost();
    const id = await stage().pending(host);
    failing = 'afterTransactionCommit';

    await stage().end(host, id);

    await stage().delivered(id, 'ledger', { state: 'DELIVERED', attempts: 1 });
    await eventually(() => host.log.text.includes('delivered_before_error'));
    expect(host.log.text).not.toMatch(/delivery_failed|deliver_failed|delivery_delayed/);
    expect(await stage().ledger(id)).toEqual(['ledger']);
  });

  it.each(HOOKS.filter((hook) => hook !== 'afterTransactionCommit'))(
    'in %s delays the outcome until it works, and the outcome is delivered once',
    async (hook) => {
      const host = await startHost();
      const id = await stage().pending(host);
      failing = hook;
      await stage().end(host, id);
      await eventually(() => host.log.text.includes('error=HookError'));
      expect(await stage().ledger(id)).toEqual([]);

      failing = undefined;

      await stage().delivered(id, 'ledger');
      expect(await stage().ledger(id)).toEqual(['ledger']);
    },
  );

  it('fails no database transaction of the library itself', async () => {
    const host = await startHost();
    for (const hook of HOOKS) {
      failing = hook;
      const id = await stage().pending(host);
      const receipt = await host.service.erase(id, { force: true });
      expect(receipt.vendorDeletion).toBe('PENDING');
    }
  });
});
