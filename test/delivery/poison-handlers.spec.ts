import { setImmediate as nextTurn } from 'node:timers/promises';
import { IdVerificationError, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { handler, writesToLedger, type Handle } from '../support/host/delivery-handler.js';
import type { DeliveryHost } from '../support/host/delivery-host.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';
import { DeliveryClock } from '../support/clock/delivery-clock.js';

const ATTEMPTS = 4;

const FIRST_DELAY_MS = 1_000;

const delivery: IdVerificationModuleOptions['delivery'] = {
  maxAttempts: ATTEMPTS,
  initialDelayMs: FIRST_DELAY_MS,
};

/** The handler timeout: short for the case that times out, long enough on a busy machine otherwise. */
const timeoutMs = (error: string): number => (error === 'out_of_time' ? 150 : 120_000);

const write = writesToLedger('poison');

const POISON: readonly { readonly what: string; readonly error: string; readonly handle: Handle }[] = [
  {
    what: 'throws after writing',
    error: 'RangeError',
    handle: async (outcome, manager) => {
      await write(outcome, manager);
      throw new RangeError('with a user’s name in it');
    },
  },
  {
    what: 'throws a value that is not an Error',
    error: 'not_an_error',
    handle: async (outcome, manager) => {
      await write(outcome, manager);
      throw 'a text';
    },
  },
  {
    what: 'throws an Error with an invalid name',
    error: 'unnamed_error',
    handle: async (outcome, manager) => {
      await write(outcome, manager);
      throw Object.assign(new Error('x'), { name: 'Erika\u0000Mustermann' });
    },
  },
  {
    what: 'swallows an SQL error, so that its commit becomes a rollback',
    error: 'swallowed_sql_error',
    handle: async (outcome, manager) => {
      await write(outcome, manager);
      await manager.query('SELECT 1 / 0').catch(() => undefined);
    },
  },
  {
    what: 'rolls the database transaction back itself, so that its commit ends nothing',
    error: 'swallowed_sql_error',
    handle: async (outcome, manager) => {
      await write(outcome, manager);
      await manager.query('ROLLBACK');
    },
  },
  {
    what: 'never returns',
    error: 'out_of_time',
    handle: async (outcome, manager) => {
      await write(outcome, manager);
      await new Promise(() => undefined);
    },
  },
  {
    what: 'is still writing at its timeout',
    error: 'out_of_time',
    handle: async (outcome, manager) => {
      for (;;) {
        await manager.query('SELECT pg_sleep(0.04)');
        await write(outcome, manager);
      }
    },
  },
  {
    what: 'continues writing after it has thrown',
    error: 'Error',
    handle: async (outcome, manager) => {
      const writing = async (): Promise<never> => {
        for (;;) await write(outcome, manager);
      };
      await Promise.all([
        writing(),
        manager.query('SELECT 1').then(() => Promise.reject(new Error('failed beside it'))),
      ]);
    },
  },
  {
    what: 'throws while a nested database transaction is open',
    error: 'Error',
    handle: async (outcome, manager) => {
      await new Promise((_, fail) => {
        void manager.transaction(async (inner) => {
          await write(outcome, inner);
          fail(new Error('failed outside it'));
          await new Promise(() => undefined);
        });
      });
    },
  },
];

describe('A handler that', () => {
  const stage = useDeliveryStage('delivery_poison');

  it.each(POISON)(
    '$what is retried with exponential backoff, then dead-lettered, and leaves no writes',
    async ({ error, handle }) => {
      const clock = new DeliveryClock();
      const host = await stage().host({
        handlers: [handler('all', 'poison', handle)],
        options: { delivery: { ...delivery, timeoutMs: timeoutMs(error) } },
        clock,
      });
      const id = await stage().ended(host);

      const delays: number[] = [];
      for (let attempts = 1; attempts < ATTEMPTS; attempts += 1) {
        await eventually(() => failures(host, 'delivery_failed') === attempts);
        await stage().delivered(id, 'poison', { state: 'PENDING', attempts, last_error: error });
        const row = await stage().delivery(id, 'poison');
        const delay = Number(row?.next_attempt_at) - clock.databaseNow().getTime();
        delays.push(delay);
        clock.advance(delay);
      }

      await eventually(() => failures(host, 'delivery_dead_lettered') > 0);
      expect(await stage().delivery(id, 'poison')).toMatchObject({
        state: 'DEAD_LETTERED',
        attempts: ATTEMPTS,
      });
      expect(delays).toEqual([FIRST_DELAY_MS, 2 * FIRST_DELAY_MS, 4 * FIRST_DELAY_MS]);
      expect(await stage().ledger(id)).toEqual([]);
      expect(failures(host, 'delivery_failed')).toBe(ATTEMPTS - 1);
      expect(failures(host, 'delivery_dead_lettered')).toBe(1);
      expect(host.log.text).not.toContain('user’s name');
      await expectCleanPool(host);
    },
  );

  it('was dead-lettered and is fixed gets its outcome by redeliver(), with all attempts, and other handlers get nothing', async () => {
    let isFixed = false;
    let calls = 0;
    const broken: Handle = (outcome, manager) => {
      calls += 1;
      if (!isFixed) throw new Error('broken');
      return writesToLedger('broken')(outcome, manager);
    };
    const host = await stage().host({
      handlers: [handler('all', 'broken', broken), handler('all', 'sound', writesToLedger('sound'))],
      options: { delivery: { maxAttempts: 2, initialDelayMs: 10 } },
    });
    const id = await stage().ended(host);
    await stage().delivered(id, 'broken', { state: 'DEAD_LETTERED' });
    await stage().delivered(id, 'sound');

    await host.service.redeliver(id, 'broken');
    await stage().delivered(id, 'broken', { state: 'DEAD_LETTERED' });
    expect(calls, 'it has all its attempts again').toBe(4);
    isFixed = true;
    await host.service.redeliver(id);
    await stage().delivered(id, 'broken');

    expect(await stage().ledger(id)).toEqual(['broken', 'sound']);
    expect(await stage().deliveries(id)).toMatchObject([{ state: 'DELIVERED' }, { state: 'DELIVERED' }]);
  });

  it('does not await its last statement has that statement rejected, not run outside its database transaction', async () => {
    let late: Promise<unknown> = Promise.resolve();
    let afterwards = (): void => undefined;
    const forgetful: Handle = (outcome, manager) => {
      late = new Promise<void>((resolve) => {
        afterwards = resolve;
      }).then(() => write(outcome, manager));
      late.catch(() => undefined);
    };
    const host = await stage().host({ handlers: [handler('all', 'forgetful', forgetful)] });

    const id = await stage().ended(host);

    await stage().delivered(id, 'forgetful');
    afterwards();
    await expect(late).rejects.toThrow(Error);
    expect(await stage().ledger(id)).toEqual([]);
  });

  it('sends statements while its database transaction commits has each of them rejected', async () => {
    const late: Promise<string>[] = [];
    let sent: Promise<void> = Promise.resolve();
    const forgetful: Handle = (outcome, manager) => {
      const send = async (): Promise<string> => {
        await write(outcome, manager);
        return 'written';
      };
      sent = (async () => {
        for (let turn = 0; turn < 100; turn += 1) {
          await nextTurn();
          late.push(send().catch(() => 'rejected'));
        }
      })();
    };
    const host = await stage().host({ handlers: [handler('all', 'forgetful', forgetful)] });

    const id = await stage().ended(host);
    await stage().delivered(id, 'forgetful');
    await sent;

    expect(new Set(await Promise.all(late))).toEqual(new Set(['rejected']));
    expect(await stage().ledger(id)).toEqual([]);
  });

  it('has nothing undelivered makes redeliver() reject with not_found, and records no redelivery', async () => {
    const host = await stage().host({ handlers: [handler('all', 'sound', writesToLedger('sound'))] });
    const id = await stage().ended(host);
    await stage().delivered(id, 'sound');
    const pending = await stage().pending(host);

    for (const [verification, name] of [
      ['unknown', undefined],
      [id, undefined],
      [id, 'sound'],
      [id, 'unknown'],
      [id, 'no name'],
      [pending, undefined],
      [pending, 'sound'],
    ] as const) {
      const refused = await host.service
        .redeliver(verification, name, { actor: 'a' })
        .catch((error: unknown) => error);
      expect(refused, `${verification} ${name}`).toBeInstanceOf(IdVerificationError);
      expect(refused).toMatchObject({ code: 'not_found' });
    }
    expect(await stage().ledger(id)).toEqual(['sound']);
    const events = await host.service.history(id);
    expect(events.filter(({ type }) => type === 'redelivery_requested')).toEqual([]);
  });

  function failures({ log }: DeliveryHost, event: string): number {
    return log.lines.filter((line) => line.startsWith(event)).length;
  }

  /** Waits until no connection of the host is inside a database transaction. */
  async function expectCleanPool({ dataSource }: DeliveryHost): Promise<void> {
    expect(dataSource.isInitialized).toBe(true);
    await eventually(async () => {
      const open = await stage().query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
      );
      return open.length === 0;
    });
  }
});
