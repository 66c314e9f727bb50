import {
  BUCKET_MS,
  type Bucket,
  type CountedGroup,
  type RollUp,
  type Span,
  type StatisticsStore,
} from '../../storage/statistics.store.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import type { InMemoryTables } from './in-memory-tables.js';

/** Counts rows in memory, without roll-ups. */
export class InMemoryStatisticsStore implements Pick<StatisticsStore, keyof StatisticsStore> {
  constructor(private readonly tables: Pick<InMemoryTables, 'rows'>) {}

  async rollUps(): Promise<RollUp[]> {
    return [];
  }

  async count(
    { from, before }: Span,
    bucket?: Bucket,
    merchantUserIds?: readonly string[],
  ): Promise<CountedGroup[]> {
    return this.tables.rows
      .filter(
        ({ createdAt, merchantUserId }) =>
          createdAt >= from && createdAt < before && (merchantUserIds?.includes(merchantUserId) ?? true),
      )
      .map((row) => ({
        from: bucket === undefined ? from : startOf(row.createdAt, BUCKET_MS[bucket]),
        status: row.status,
        reason: row.reason,
        dropOffReason: row.dropOffReason,
        dropOffPage: row.dropOffPage,
        seconds: secondsToVerdict(row),
        count: 1,
      }));
  }
}

function startOf(time: Date, length: number): Date {
  return new Date(Math.floor(time.getTime() / length) * length);
}

function secondsToVerdict({ status, completedAt, initializeStartedAt }: VerificationEntity): number | null {
  if (completedAt === null || (status !== 'PASSED' && status !== 'FAILED')) return null;
  return Math.round((completedAt.getTime() - initializeStartedAt.getTime()) / 1_000);
}
