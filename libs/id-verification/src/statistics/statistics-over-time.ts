import { invalidField } from '../errors/validation.error.js';
import { BUCKET_MS, type Bucket } from '../storage/statistics.store.js';
import type { StatisticsRange } from './verification-statistics.js';

/** Enough for a month of hours, and few enough for a chart. */
const MOST_BUCKETS = 1_000;

/**
 * The verifications to count in each bucket. A span has at most 1,000 buckets.
 *
 * @publicApi
 */
export interface StatisticsOverTimeRange extends Omit<StatisticsRange, 'merchantUserId'> {
  /** The length of a bucket. Hours and days begin in UTC. */
  readonly bucket: Bucket;
}

/** @throws IdVerificationValidationError for an unknown bucket, or a span with too many buckets */
export function checkBucket({ from, before, bucket }: StatisticsOverTimeRange): void {
  if (!Object.hasOwn(BUCKET_MS, bucket)) {
    throw invalidField('bucket', 'isIn', `bucket must be one of ${Object.keys(BUCKET_MS).join(', ')}`);
  }
  if (before.getTime() - from.getTime() > (MOST_BUCKETS - 1) * BUCKET_MS[bucket]) {
    throw invalidField('before', 'range', `before must be at most ${MOST_BUCKETS - 1} ${bucket}s after from`);
  }
}
