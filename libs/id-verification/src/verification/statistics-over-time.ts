import { IdVerificationValidationError } from '../errors/validation.error.js';
import { BUCKET_MS, type BucketCount } from '../storage/statistics.store.js';
import { VERIFICATION_STATUSES } from '../storage/verification-status.js';
import { passRate, type StatisticsRange, type VerificationStatistics } from './verification-statistics.js';

/** Many enough for a month of hours, and few enough to be drawn. */
const MOST_BUCKETS = 1_000;

/**
 * Which verifications to count bucket by bucket. A span touches at most 1,000 buckets.
 *
 * @publicApi
 */
export interface StatisticsOverTimeRange extends Omit<StatisticsRange, 'merchantUserId'> {
  /** How long a bucket is. Hours and days begin in UTC. */
  readonly bucket: keyof typeof BUCKET_MS;
}

/**
 * The verifications of the span that were made in one hour or on one day, in numbers.
 *
 * @publicApi
 */
export interface StatisticsBucket extends Omit<VerificationStatistics, 'byReason' | 'byDropOffReason'> {
  /** When the bucket begins; for the first one that may be before the span does. */
  readonly from: Date;
}

/** @throws IdVerificationValidationError for a bucket that is none, or a span of more buckets than can be given */
export function checkBucket({ from, before, bucket }: StatisticsOverTimeRange): void {
  if (!Object.hasOwn(BUCKET_MS, bucket)) {
    throw invalid('bucket', 'isIn', `bucket must be one of ${Object.keys(BUCKET_MS).join(', ')}`);
  }
  if (before.getTime() - from.getTime() > (MOST_BUCKETS - 1) * BUCKET_MS[bucket]) {
    throw invalid('before', 'range', `before must be at most ${MOST_BUCKETS - 1} ${bucket}s after from`);
  }
}

export function statisticsBucket({ from, median, p95, ...byStatus }: BucketCount): StatisticsBucket {
  return {
    from,
    total: VERIFICATION_STATUSES.reduce((total, status) => total + byStatus[status], 0),
    byStatus,
    passRate: passRate(byStatus),
    secondsToVerdict: { median: median ?? undefined, p95: p95 ?? undefined },
  };
}

function invalid(field: string, rule: string, message: string): IdVerificationValidationError {
  return new IdVerificationValidationError([{ field, rule, message }]);
}
