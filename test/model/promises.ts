import assert from 'node:assert/strict';
import type { Row } from './audit.js';
import { HANDLERS } from './handlers.js';
import type { Model } from './model.js';
import type { System } from './system.js';

/** What must hold of every history that has come to rest. */
export async function keepsItsPromises(model: Model, system: System): Promise<void> {
  const ended = model.outcomes.map(({ id }) => id);
  assert.equal(new Set(ended).size, ended.length, 'a verification has ended twice');
  for (const id of model.accepted)
    assert.ok(ended.includes(id), 'the vendor accepted it, and it has no outcome');
  assert.deepEqual(
    await told(system),
    await toBeNotified(model.outcomes, system),
    'handlers are not told once each',
  );
}

async function told(system: System): Promise<string[]> {
  const rows = await system.database.query<{ line: string }>(
    `SELECT concat_ws(' ', handler, transaction_id, outcome, mood) AS line FROM ledger`,
  );
  return rows.map(({ line }) => line).sort();
}

/** Every handler that wants an outcome, but for a dead delivery that went with its erased verification. */
async function toBeNotified(outcomes: readonly Row[], system: System): Promise<string[]> {
  const forsaken = await system.database.query<{ handler: string; id: string; state: string }>(
    'SELECT handler, verification_id AS id, state FROM forsaken',
  );
  assert.deepEqual(
    forsaken.filter(({ state }) => state !== 'DEAD_LETTERED'),
    [],
  );
  return outcomes
    .flatMap(({ id, transaction_id, status }) =>
      Object.entries(HANDLERS)
        .filter(
          ([, wanted]) => transaction_id !== null && wanted.some((name) => name === status.toLowerCase()),
        )
        .filter(([handler]) => !forsaken.some((gone) => gone.id === id && gone.handler === handler))
        .map(([handler]) => `${handler} ${transaction_id} ${status.toLowerCase()} work`),
    )
    .sort();
}
