import type { JsonObject } from '../../responses/json.js';
import type { Transaction } from '../../transactions/transaction.js';

const PASSED = '1000';
const FAILED = '1001';
const USER_EXIT = '1006';
const SUSPECTED_INTERRUPTION = '9999';

/** What the vendor's log says of a transaction whose time is over or which is finished. */
export function verifyLog(transaction: Transaction): JsonObject {
  const { outcome, openedAt, leftAt } = transaction;
  const steps = stepsOf(transaction);
  const common = {
    LogInfo: steps,
    LogInfoEn: steps,
    LogStatisticsInfo: JSON.stringify({ steps: steps.length }),
    ExtInfo: '{}',
  };
  if (outcome !== undefined)
    return {
      VerifyStatus: '0',
      Passed: outcome.passed,
      SubCode: outcome.subCode,
      VerifyErrorCode: outcome.passed === 'Y' ? PASSED : FAILED,
      ...common,
    };
  if (openedAt === undefined && leftAt === undefined) return { VerifyStatus: '2', ...common };
  return {
    VerifyStatus: '1',
    VerifyErrorCode: leftAt === undefined ? SUSPECTED_INTERRUPTION : USER_EXIT,
    InterruptPage: 'FACE',
    InterruptPageEn: 'FACE',
    ...common,
  };
}

function stepsOf({ openedAt, leftAt, outcome }: Transaction): string[] {
  const steps: readonly (readonly [number | undefined, string])[] = [
    [openedAt, 'opened'],
    [leftAt, 'left'],
    [outcome?.finishedAt, 'finished'],
  ];
  return steps.flatMap(([at, step]) => (at === undefined ? [] : [`${new Date(at).toISOString()} ${step}`]));
}
