import type { JsonObject } from '../../responses/json.js';
import type { Transaction } from '../../transactions/transaction.js';

const PASSED = '1000';
const FAILED = '1001';
const USER_EXIT = '1006';
const SUSPECTED_INTERRUPTION = '9999';

/** "Liveness detection page": the vendor names pages in Chinese here; the wording is inferred from its one example. */
const LIVENESS_PAGE = '活体检测页面';

/** The vendor's log of a transaction at `now`; for an open one, the user's progress so far. */
export function verifyLog(transaction: Transaction, now: number): JsonObject {
  const { outcome, openedAt, leftAt, expiresAt } = transaction;
  const steps = stepsOf(transaction);
  const common = {
    LogInfo: steps,
    LogInfoEn: steps,
    LogStatisticsInfo: statistics(transaction, now),
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
  if (leftAt === undefined && now < expiresAt) return { VerifyStatus: '1', ...common };
  return {
    VerifyStatus: '1',
    VerifyErrorCode: leftAt === undefined ? SUSPECTED_INTERRUPTION : USER_EXIT,
    InterruptPage: LIVENESS_PAGE,
    InterruptPageEn: 'FACE',
    ...common,
  };
}

/** The keys that the vendor's SDK documents and that concern a face; the times are milliseconds, as text. */
function statistics({ openedAt, leftAt, outcome, expiresAt }: Transaction, now: number): string {
  const until = outcome?.finishedAt ?? leftAt ?? Math.min(now, expiresAt);
  return JSON.stringify({
    faceOverTimes: 0,
    hasFaceOverTimes: false,
    hasFacePermissionRefuse: false,
    pageStayTimeInfo: openedAt === undefined ? {} : { LOADING: '0', FACE: String(until - openedAt) },
  });
}

function stepsOf({ openedAt, leftAt, outcome }: Transaction): string[] {
  const steps: readonly (readonly [number | undefined, string])[] = [
    [openedAt, 'opened'],
    [leftAt, 'left'],
    [outcome?.finishedAt, 'finished'],
  ];
  return steps.flatMap(([at, step]) => (at === undefined ? [] : [`${new Date(at).toISOString()} ${step}`]));
}
