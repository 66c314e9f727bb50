import type { RunningApplication } from '../host/application.js';
import { startVerification } from '../host/start-verification.js';

const VERDICTS = [
  { passed: 'Y' },
  { passed: 'Y' },
  { passed: 'Y' },
  { passed: 'N', subCode: '205' },
  { passed: 'Y' },
  { passed: 'Y' },
  { passed: 'N', subCode: '206' },
  undefined,
] as const;

/** Verifications of the last day and their verdicts; one of these could not be delivered. */
export async function makeHistory(sample: RunningApplication, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const { merchantBizId, transactionId } = await startVerification(sample);
    const verdict = VERDICTS[index % VERDICTS.length];
    if (verdict === undefined) continue;
    sample.emulator.finish(transactionId, verdict);
    await sample.send('POST', `/verifications/${merchantBizId}/check`);
  }
  await spreadOverDay(sample);
  await killDelivery(sample);
}

/** As if they had been made one after the other, more of them by day than by night, each with a time of its own. */
function spreadOverDay({ dataSource }: RunningApplication): Promise<unknown> {
  return dataSource.query(`
    UPDATE id_verification AS t SET
      created_at = created_at - age, initialize_started_at = initialize_started_at - age,
      completed_at = completed_at - age + (20 + n * 7 % 45) * interval '1 s'
    FROM (
      SELECT id AS aged, n, (n * n * 97 % 1380) * interval '1 minute' AS age FROM (
        SELECT id, row_number() OVER (ORDER BY id) AS n FROM id_verification WHERE completed_at IS NOT NULL
      ) AS numbered
    ) AS ages WHERE t.id = aged`);
}

async function killDelivery({ dataSource }: RunningApplication): Promise<void> {
  await dataSource.query(`
    UPDATE id_verification_delivery SET state = 'DEAD_LETTERED', attempts = 10, last_error = 'QueryFailedError'
    WHERE verification_id = (SELECT max(verification_id::text)::uuid FROM id_verification_delivery)`);
}
