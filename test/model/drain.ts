import { look } from './commands/step.js';
import type { Model } from './model.js';
import type { System } from './system.js';

/** No pause of anything that repeats itself is longer. */
const STEP_MS = 15 * 60_000;

/** By far more than the 35 minutes of a verification and the pauses after a history's faults. */
const MOST_STEPS = 30;

const OPEN = `
  SELECT merchant_biz_id AS what, status FROM id_verification
    WHERE status IN ('INITIALIZING', 'PENDING') OR lease_token IS NOT NULL
  UNION ALL SELECT d.handler, d.state FROM id_verification_delivery AS d WHERE d.state <> 'DELIVERED'
  UNION ALL SELECT 'erasure', e.state FROM id_verification_erasure AS e WHERE e.state <> 'DONE'`;

/** Lets the time pass with nothing going wrong any more, until nothing is open. @throws Error for what sticks */
export async function drain(model: Model, system: System): Promise<void> {
  await system.fix();
  let open: unknown[] = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await look(model, system);
    open = await system.database.query(OPEN);
    if (open.length === 0) return;
    await redeliverDeadLettered(system);
    await system.advance(STEP_MS);
  }
  throw new Error(`this sticks: ${JSON.stringify(open)}`);
}

/** What an operator does once the handlers are fixed. */
async function redeliverDeadLettered(system: System): Promise<void> {
  const deadLettered = await system.database.query<{ merchantBizId: string }>(`
    SELECT DISTINCT t.merchant_biz_id AS "merchantBizId" FROM id_verification_delivery AS d
    JOIN id_verification AS t ON t.id = d.verification_id WHERE d.state = 'DEAD_LETTERED'`);
  for (const { merchantBizId } of deadLettered) {
    await system.ask(0, (service) => service.redeliver(merchantBizId));
  }
}
