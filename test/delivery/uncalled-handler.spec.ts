import { expect, it } from 'vitest';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';

const stage = useDeliveryStage('delivery_uncalled');

it('does not count attempts in which the database failed before the handler was called', async () => {
  const host = await stage().host({
    handlers: [handler('all', 'ledger', writesToLedger('ledger'))],
    options: { delivery: { maxAttempts: 2, initialDelayMs: 10 } },
  });
  const id = await stage().pending(host);
  const create = host.dataSource.createQueryRunner.bind(host.dataSource);
  let failures = 0;
  host.dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    const start = runner.startTransaction.bind(runner);
    runner.startTransaction = async (isolation) => {
      if ((failures += 1) <= 5) throw new Error('no connection');
      return start(isolation);
    };
    return runner;
  };

  await stage().end(host, id);

  await stage().delivered(id, 'ledger');
  await eventually(() => failures > 5);
  expect(await stage().delivery(id, 'ledger')).toMatchObject({ attempts: 1 });
  expect(await stage().ledger(id)).toEqual(['ledger']);
});
