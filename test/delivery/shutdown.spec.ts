import { describe, expect, it } from 'vitest';
import { handler } from '../support/delivery-handler.js';
import { eventually, useDeliveryStage } from '../support/delivery-stage.js';

describe('An application that is closed', () => {
  const stage = useDeliveryStage('delivery_shutdown');

  it('closes at once, also when it has only just started', async () => {
    const started = Date.now();

    await stage().host();
    await stage().closeHosts();

    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('lets a handler that is at work come to its end', async () => {
    let finish = (): void => undefined;
    let isCalled = false;
    const slow = handler('all', 'slow', async () => {
      isCalled = true;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    const host = await stage().host({ handlers: [slow] });
    const id = await stage().ended(host);
    await eventually(() => isCalled);

    const closed = stage().closeHosts();
    setImmediate(finish);
    await closed;

    expect(await stage().delivery(id, 'slow')).toMatchObject({ state: 'DELIVERED', attempts: 1 });
  });
});
