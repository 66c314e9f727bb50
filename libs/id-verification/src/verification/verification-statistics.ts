import type { StatusCount, TimeToVerdict } from '../storage/statistics.store.js';
import type { DropOffReason } from '../contract/drop-off-reason.js';
import { VERIFICATION_STATUSES, type VerificationStatus } from '../storage/verification-status.js';
import { verificationReason, type VerificationReason } from './verification-reason.js';

/**
 * Which verifications to count, by the time at which they were made.
 *
 * @publicApi
 */
export interface StatisticsRange {
  readonly from: Date;
  /** Not counted itself. */
  readonly before: Date;
  /** The plain id of one user, whose attempts alone are counted; it is hashed before it reaches the database. */
  readonly merchantUserId?: string | undefined;
}

/**
 * Verifications in numbers.
 *
 * @publicApi
 */
export interface VerificationStatistics {
  readonly total: number;
  readonly byStatus: Readonly<Record<VerificationStatus, number>>;
  readonly byReason: Readonly<Partial<Record<VerificationReason, number>>>;
  /** Why users did not finish, of those whose log the vendor has given; complete about 30 minutes after their expiry. */
  readonly byDropOffReason: Readonly<Partial<Record<DropOffReason, number>>>;
  /** Passed among those that passed or failed, 0 to 1; undefined where there is none. */
  readonly passRate: number | undefined;
  /** From start to verdict in seconds, over those that passed or failed. */
  readonly secondsToVerdict: { readonly median: number | undefined; readonly p95: number | undefined };
}

export function verificationStatistics(
  counts: readonly StatusCount[],
  time: TimeToVerdict,
): VerificationStatistics {
  const byStatus = Object.fromEntries(
    VERIFICATION_STATUSES.map((status) => [status, sum(counts.filter((row) => row.status === status))]),
  ) as Record<VerificationStatus, number>;
  const byReason: Partial<Record<VerificationReason, number>> = {};
  const byDropOffReason: Partial<Record<DropOffReason, number>> = {};
  for (const { status, subCode, dropOffReason, count } of counts) {
    const reason = verificationReason(status, subCode);
    if (reason !== undefined) byReason[reason] = (byReason[reason] ?? 0) + count;
    if (dropOffReason !== null) {
      byDropOffReason[dropOffReason] = (byDropOffReason[dropOffReason] ?? 0) + count;
    }
  }
  return {
    total: sum(counts),
    byStatus,
    byReason,
    byDropOffReason,
    passRate: passRate(byStatus),
    secondsToVerdict: { median: time.median ?? undefined, p95: time.p95 ?? undefined },
  };
}

/** Passed among those that have a verdict. */
export function passRate({ PASSED, FAILED }: VerificationStatistics['byStatus']): number | undefined {
  return PASSED + FAILED === 0 ? undefined : PASSED / (PASSED + FAILED);
}

function sum(counts: readonly StatusCount[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
