import { IdVerificationValidationError } from '../errors/validation.error.js';
import { BUCKET_MS, type BucketCount } from '../storage/statistics.store.js';
import { VERIFICATION_STATUSES } from '../storage/verification-status.js';
import { passRate, type StatisticsRange, type VerificationStatistics } from './verification-statistics.js';

/** Enough for a month of hours, and few enough for a chart. */
const MOST_BUCKETS = 1_000;

/**
 * The verifications to count in each bucket. A span has at most 1,000 buckets.
 *
 * @publicApi
 */
export interface StatisticsOverTimeRange extends Omit<StatisticsRange, 'merchantUserId'> {
  /** The length of a bucket. Hours and days begin in UTC. */
  readonly bucket: keyof typeof BUCKET_MS;
}

/**
 * The statistics of the verifications that were created in one hour or on one day of the span.
 *
 * @publicApi
 */
export interface StatisticsBucket extends Omit<VerificationStatistics, 'byReason' | 'byDropOffReason'> {
  /** The start of the bucket; that of the first bucket may be before the span. */
  readonly from: Date;
}

/** @throws IdVerificationValidationError for an unknown bucket, or a span with too many buckets */
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
