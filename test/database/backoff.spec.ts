import fc from 'fast-check';
import { Client } from 'pg';
import { inject, expect, it } from 'vitest';
import { backoff } from '../../libs/id-verification/dist/storage/sql-backoff.js';
import { sql } from '../../libs/id-verification/dist/storage/sql.js';
import { milliseconds } from '../../libs/id-verification/dist/storage/sql.client.js';
import { backoffMs } from '../../libs/id-verification/dist/time/backoff.js';

const FAILURES = [...Array.from({ length: 40 }, (_, index) => index + 1), 1_100, 32_767];

it('writes the same delay by a statement as by the rule, for any policy and number of failures', async () => {
  const client = new Client({ connectionString: inject('databaseServerUrl') });
  await client.connect();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3_600_000 }),
        fc.integer({ min: 1, max: 86_400_000 }),
        async (initialDelayMs, maxDelayMs) => {
          const policy = { initialDelayMs, maxDelayMs };
          const delay = milliseconds(backoff(policy, sql`failures`));
          const statement = sql`SELECT ${delay} AS ms FROM unnest(${FAILURES}::int[]) AS all_failures (failures)`;
          const { rows } = await client.query<{ ms: number }>(statement.render());
          expect(rows.map(({ ms }) => ms)).toEqual(FAILURES.map((failures) => backoffMs(policy, failures)));
        },
      ),
      { numRuns: 20 },
    );
  } finally {
    await client.end();
  }
});
