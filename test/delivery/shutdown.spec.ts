import { Client } from 'pg';
import { TestClock } from 'nestjs-id-verification/testing';
import { describe, expect, it } from 'vitest';
import { handler } from '../support/host/delivery-handler.js';
import { GatedClient } from '../support/vendor/gated-client.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';

describe('An application that is closed', () => {
  const stage = useDeliveryStage('delivery_shutdown');

  it('closes without waiting for a poll interval, also right after boot', async () => {
    await stage().host({ clock: new TestClock() });

    await expect(stage().stopHosts()).resolves.toBeUndefined();
  });

  it('completes a handler in flight', async () => {
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

    const closed = stage().stopHosts();
    setImmediate(finish);
    await closed;

    expect(await stage().delivery(id, 'slow')).toMatchObject({ state: 'DELIVERED', attempts: 1 });
  });

  it('completes a handler whose delivery was being claimed', async () => {
    let isCalled = false;
    let isDone = false;
    let finish = (): void => undefined;
    const slow = handler('all', 'slow', async () => {
      await new Promise<void>((resolve) => {
        isCalled = true;
        finish = resolve;
      });
      isDone = true;
    });
    await stage().host({ handlers: [slow] });
    await stage().stopHosts();
    await stage().ended(await stage().host());
    const connection = new Client({ connectionString: stage().database.url });
    await connection.connect();
    await connection.query('BEGIN; LOCK TABLE id_verification_delivery IN EXCLUSIVE MODE');
    await stage().host({ handlers: [slow] });
    await eventually(async () => {
      const waiting = await stage().query(
        `SELECT FROM pg_locks WHERE NOT granted AND relation = 'id_verification_delivery'::regclass`,
      );
      return waiting.length > 0;
    });

    const closed = stage().stopHosts();
    await connection.query('COMMIT');
    await eventually(() => isCalled);
    finish();
    await closed;
    await connection.end();

    expect(isDone).toBe(true);
  });

  it('begins no further deletion at the vendor', async () => {
    const host = await stage().host({ options: { workers: { enabled: false } } });
    stage().emulator.inject({ kind: 'resetBeforeResponse', action: 'DeleteVerifyResult', times: 'forever' });
    for (const id of [await stage().ended(host), await stage().ended(host)]) await host.service.erase(id);
    await stage().query('UPDATE id_verification_erasure SET next_attempt_at = now()');
    const client = new GatedClient();
    await stage().host({ options: { client } });
    const call = await client.nextCall();

    const closed = stage().stopHosts();
    const body = { RequestId: 'request', Code: 'Success', Result: { DeleteResult: 'Y' } };
    setImmediate(() => call.response({ httpStatus: 200, headers: {}, body }));
    await closed;

    expect(client.calls).toBe(1);
    const states = await stage().query('SELECT state FROM id_verification_erasure ORDER BY state');
    expect(states).toEqual([{ state: 'DELETING' }, { state: 'DONE' }]);
  });
});
