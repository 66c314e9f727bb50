import type { DropOffReason } from '../contract/drop-off-reason.js';
import { VERIFICATION_STATUSES, type VerificationStatus } from '../storage/verification-status.js';
import { VERIFICATION_REASONS, type VerificationReason } from '../storage/verification-reason.js';
import type { StatusCount, Tally, TimeToVerdict } from './tally.js';

/**
 * The verifications to count, by creation time.
 *
 * @publicApi
 */
export interface StatisticsRange {
  readonly from: Date;
  /** The end of the span, exclusive. */
  readonly before: Date;
  /** The plain id of a user, to count only that user's verifications; only its hash is sent to the database. */
  readonly merchantUserId?: string | undefined;
}

/**
 * Counts and times of verifications.
 *
 * @publicApi
 */
export interface VerificationStatistics {
  readonly total: number;
  readonly byStatus: Readonly<Record<VerificationStatus, number>>;
  readonly byReason: Readonly<Partial<Record<VerificationReason, number>>>;
  /** Why users did not finish, according to the vendor's log; complete about 30 minutes after their expiry. */
  readonly byDropOffReason: Readonly<Partial<Record<DropOffReason, number>>>;
  /** On which pages users left, by the vendor's names, for example `FACE`. */
  readonly byDropOffPage: Readonly<Record<string, number>>;
  /** The share of passed verifications among those that passed or failed, 0 to 1; undefined if there are none. */
  readonly passRate: number | undefined;
  /** From Initialize to the verdict, over those that passed or failed, each in whole seconds. */
  readonly secondsToVerdict: TimeToVerdict;
}

/**
 * The statistics of the verifications that were created in one hour or on one day of the span.
 *
 * @publicApi
 */
export interface StatisticsBucket extends Omit<
  VerificationStatistics,
  'byReason' | 'byDropOffReason' | 'byDropOffPage'
> {
  /** The start of the bucket; that of the first bucket may be before the span. */
  readonly from: Date;
}

export function verificationStatistics(tally: Tally): VerificationStatistics {
  const { counts } = tally;
  const countOf = (reason: VerificationReason): number => sum(counts.filter((row) => row.reason === reason));
  return {
    ...statusStatistics(tally),
    byReason: Object.fromEntries(
      VERIFICATION_REASONS.map((reason) => [reason, countOf(reason)] as const).filter(
        ([, count]) => count > 0,
      ),
    ),
    byDropOffReason: countBy(counts, 'dropOffReason'),
    byDropOffPage: countBy(counts, 'dropOffPage'),
  };
}

function countBy(
  counts: readonly StatusCount[],
  property: 'dropOffReason' | 'dropOffPage',
): Record<string, number> {
  const numbers = new Map<string, number>();
  for (const { [property]: value, count } of counts) {
    if (value !== null) numbers.set(value, (numbers.get(value) ?? 0) + count);
  }
  return Object.fromEntries(numbers);
}

/** The statistics that a bucket of time has too. */
export function statusStatistics(tally: Tally): Omit<StatisticsBucket, 'from'> {
  const { counts } = tally;
  const byStatus = Object.fromEntries(
    VERIFICATION_STATUSES.map((status) => [status, sum(counts.filter((row) => row.status === status))]),
  ) as Record<VerificationStatus, number>;
  const { PASSED, FAILED } = byStatus;
  return {
    total: sum(counts),
    byStatus,
    passRate: PASSED + FAILED === 0 ? undefined : PASSED / (PASSED + FAILED),
    secondsToVerdict: tally.timeToVerdict(),
  };
}

function sum(counts: readonly StatusCount[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
