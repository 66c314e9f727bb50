import { setTimeout as point } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DeliveryProcess } from '../support/process/delivery-process.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';

const OUTCOMES = 500;

const KILLS = 6;

/** When a process is killed: `pointMs` after it has called handlers `calls` times. */
const killPoint = fc.record({
  calls: fc.integer({ min: 1, max: 25 }),
  pointMs: fc.integer({ min: 0, max: 8 }),
  takesMs: fc.integer({ min: 0, max: 10 }),
});

describe('An outcome', () => {
  const stage = useDeliveryStage('delivery_once');
  const processes: DeliveryProcess[] = [];
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.kill()));
  });

  function start(takesMs: number): DeliveryProcess {
    const process = DeliveryProcess.start({
      databaseUrl: stage().database.url,
      options: stage().options({
        delivery: { timeoutMs: 500, initialDelayMs: 10, maxDelayMs: 50, maxAttempts: 100 },
      }),
      handlers: [{ name: 'ledger', outcomes: 'all', takesMs, dies: false }],
    });
    processes.push(process);
    return process;
  }

  it(`is written exactly once by its handler’s database transaction, for ${OUTCOMES} outcomes, while ${KILLS} processes are killed`, async () => {
    const writer = await stage().host();
    await stage().query(
      `INSERT INTO id_verification_handler (instance, name, outcomes, registered_at, last_heartbeat_at)
        VALUES ('default', 'ledger', '{passed,failed,expired}', now(), now())`,
    );
    const ended = Array.from({ length: 20 }, async () => {
      for (let count = 0; count < OUTCOMES / 20; count += 1) await stage().ended(writer);
    });
    await Promise.all(ended);

    const kills = fc.sample(killPoint, KILLS);
    const killing = [0, 1].map(async (half) => {
      for (const { calls, pointMs, takesMs } of kills.filter((_, index) => index % 2 === half)) {
        const victim = start(takesMs);
        await victim.called(calls);
        await point(pointMs);
        await victim.kill();
      }
    });
    await Promise.all(killing);
    const before = await stage().query('SELECT FROM ledger');
    expect(before.length, 'the processes were killed before all outcomes were delivered').toBeLessThan(
      OUTCOMES,
    );

    start(0);
    await eventually(async () => {
      const open = await stage().query("SELECT FROM id_verification_delivery WHERE state <> 'DELIVERED'");
      return open.length === 0;
    });

    const [written] = await stage().query(
      'SELECT count(*)::int AS rows, count(DISTINCT merchant_biz_id)::int AS outcomes FROM ledger',
    );
    expect(written).toEqual({ rows: OUTCOMES, outcomes: OUTCOMES });
  });
});
