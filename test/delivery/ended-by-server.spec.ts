import type { EntityManager } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';

/** How the server ends a session: the cause that the log names, and the setting that makes it; else an operator does. */
const ENDS = [
  ['57P01', 'an operator ended it', undefined],
  ['25P03', '`idle_in_transaction_session_timeout`', 'idle_in_transaction_session_timeout'],
  ['25P04', '`transaction_timeout`', 'transaction_timeout'],
] as const;

/** What the handler does when its session has ended. */
const THEN = {
  'goes on': (manager: EntityManager) => manager.query('SELECT 1'),
  returns: async () => undefined,
  'throws an error of its own': () => Promise.reject(new TypeError('no result')),
} as const;

const CASES = ENDS.flatMap(([sqlState, cause, setting]) =>
  Object.entries(THEN).map(([what, next]) => ({ sqlState, cause, setting, what, next })),
);

describe('A delivery whose session the server ends', () => {
  const stage = useDeliveryStage('delivery_ended');

  it.for(CASES)(
    'with $sqlState is retried, and the log names the cause, when its handler $what',
    async ({ sqlState, cause, setting, next }, { skip }) => {
      const known = await stage().query('SELECT FROM pg_settings WHERE name = $1', [setting]);
      skip(setting !== undefined && known.length === 0, 'PostgreSQL has it from version 17 on');
      let calls = 0;
      const host = await stage().host({
        handlers: [
          handler('all', 'ended', async (outcome, manager) => {
            calls += 1;
            if (calls > 1) return writesToLedger('ended')(outcome, manager);
            const [{ pid }] = await manager.query('SELECT pg_backend_pid() AS pid');
            if (setting === undefined) await stage().query('SELECT pg_terminate_backend($1)', [pid]);
            // The session may end before the response.
            else await manager.query(`SET LOCAL ${setting} = '1ms'`).catch(() => undefined);
            await eventually(() => manager.queryRunner?.isReleased === true);
            return next(manager);
          }),
        ],
        options: { delivery: { initialDelayMs: 10 } },
      });

      const id = await stage().ended(host);

      await stage().delivered(id, 'ended');
      expect(calls).toBe(2);
      expect(await stage().ledger(id)).toEqual(['ended']);
      const line = host.log.lines.find((one) => one.startsWith('delivery_failed'));
      expect(line).toContain(`SQLSTATE ${sqlState}`);
      expect(line).toContain(cause);
    },
  );
});
