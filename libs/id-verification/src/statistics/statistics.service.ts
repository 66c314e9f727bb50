import { Inject, Injectable } from '@nestjs/common';
import { storedUserIds } from '../keys/stored-user-ids.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { BUCKET_MS, StatisticsStore, type Bucket, type Span } from '../storage/statistics.store.js';
import { checkRange } from '../verification/verification-filter.js';
import { gaps } from './gaps.js';
import { checkBucket, type StatisticsOverTimeRange } from './statistics-over-time.js';
import { Tally } from './tally.js';
import {
  statusStatistics,
  verificationStatistics,
  type StatisticsBucket,
  type StatisticsRange,
  type VerificationStatistics,
} from './verification-statistics.js';

/** Counts verifications: from roll-ups, and one by one where there is none or a user is asked for. */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly store: StatisticsStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  async statistics(range: StatisticsRange): Promise<VerificationStatistics> {
    checkRange(range);
    const { merchantUserId } = range;
    const tally = new Tally();
    if (merchantUserId === undefined) {
      await this.read(range, ['day', 'hour'], undefined, () => tally);
    } else {
      const ids = storedUserIds(merchantUserId, this.options);
      for (const group of await this.store.count(range, undefined, ids)) tally.addGroup(group);
    }
    return verificationStatistics(tally);
  }

  async statisticsOverTime(range: StatisticsOverTimeRange): Promise<StatisticsBucket[]> {
    checkRange(range);
    checkBucket(range);
    const { bucket } = range;
    const tallies = new Map(bucketStarts(range, bucket).map((start) => [start, new Tally()]));
    await this.read(range, bucket === 'day' ? ['day', 'hour'] : ['hour'], bucket, (from) =>
      tallies.get(bucketStart(from, bucket)),
    );
    return Array.from(tallies, ([start, tally]) => ({ from: new Date(start), ...statusStatistics(tally) }));
  }

  /**
   * Reads a span from its longest roll-ups, what they do not cover from shorter ones, and the rest one by one.
   *
   * @param tallyOf what is created at a time belongs to this tally
   */
  private async read(
    span: Span,
    [longest, ...shorter]: readonly Bucket[],
    bucket: Bucket | undefined,
    tallyOf: (from: Date) => Tally | undefined,
  ): Promise<void> {
    if (longest === undefined) {
      for (const group of await this.store.count(span, bucket)) tallyOf(group.from)?.addGroup(group);
      return;
    }
    const rollUps = await this.store.rollUps(span, longest);
    for (const rollUp of rollUps) tallyOf(rollUp.from)?.addRollUp(rollUp);
    for (const gap of gaps(span, rollUps)) await this.read(gap, shorter, bucket, tallyOf);
  }
}

/** The start of every bucket that the span touches. */
function bucketStarts({ from, before }: Span, bucket: Bucket): number[] {
  const first = bucketStart(from, bucket);
  return Array.from(
    { length: Math.max(0, Math.ceil((before.getTime() - first) / BUCKET_MS[bucket])) },
    (_, index) => first + index * BUCKET_MS[bucket],
  );
}

/** Buckets begin in UTC, as JavaScript's time does. */
function bucketStart(time: Date, bucket: Bucket): number {
  return Math.floor(time.getTime() / BUCKET_MS[bucket]) * BUCKET_MS[bucket];
}
