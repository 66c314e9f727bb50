import { Inject, Injectable } from '@nestjs/common';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { storedUserIds } from '../keys/stored-user-ids.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { StatisticsStore } from '../storage/statistics.store.js';
import { VerificationStore } from '../storage/verification.store.js';
import { isMerchantBizId } from '../contract/merchant-biz-id.js';
import { readPage, type Page } from '../validation/page.js';
import { LIST_CURSOR } from './list-cursor.js';
import {
  checkBucket,
  statisticsBucket,
  type StatisticsBucket,
  type StatisticsOverTimeRange,
} from './statistics-over-time.js';
import { checkFilter, checkRange, wantedEnds, type VerificationFilter } from './verification-filter.js';
import {
  verificationStatistics,
  type StatisticsRange,
  type VerificationStatistics,
} from './verification-statistics.js';
import { verification, type Verification } from './verification.js';

/** Reads verifications from the database alone. */
@Injectable()
export class VerificationReaderService {
  constructor(
    private readonly store: VerificationStore,
    private readonly counts: StatisticsStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  async get(merchantBizId: string): Promise<Verification> {
    const row = isMerchantBizId(merchantBizId) ? await this.store.find(merchantBizId) : undefined;
    if (row === undefined) throw new IdVerificationError('not_found');
    return verification(row);
  }

  async list(filter: VerificationFilter): Promise<Page<Verification>> {
    checkFilter(filter);
    const { transactionId, productCode, merchantUserId, createdFrom, createdBefore } = filter;
    const query = {
      ...wantedEnds(filter),
      merchantUserIds: this.storedIds(merchantUserId),
      transactionId,
      productCode,
      createdFrom,
      createdBefore,
    };
    const { items, nextCursor } = await readPage(filter, LIST_CURSOR, (window) =>
      this.store.list({ ...query, ...window }),
    );
    return { items: items.map(verification), nextCursor };
  }

  async statistics(range: StatisticsRange): Promise<VerificationStatistics> {
    checkRange(range);
    const span = { ...range, merchantUserIds: this.storedIds(range.merchantUserId) };
    const [counts, time] = [await this.counts.counts(span), await this.counts.timeToVerdict(span)];
    return verificationStatistics(counts, time);
  }

  async statisticsOverTime(range: StatisticsOverTimeRange): Promise<StatisticsBucket[]> {
    checkRange(range);
    checkBucket(range);
    const counts = await this.counts.countsOverTime(range.from, range.before, range.bucket);
    return counts.map(statisticsBucket);
  }

  async updateMetadata(
    merchantBizId: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<Verification> {
    const row = isMerchantBizId(merchantBizId)
      ? await this.store.updateMetadata(merchantBizId, metadata)
      : undefined;
    if (row === undefined) throw new IdVerificationError('not_found');
    return verification(row);
  }

  private storedIds(merchantUserId: string | undefined): readonly string[] | undefined {
    return merchantUserId === undefined ? undefined : storedUserIds(merchantUserId, this.options);
  }
}
