import {
  BUCKET_MS,
  type BucketCount,
  type Span,
  type StatisticsStore,
  type StatusCount,
  type TimeToVerdict,
} from '../../storage/statistics.store.js';
import { VERIFICATION_STATUSES, type VerificationStatus } from '../../storage/verification-status.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import type { InMemoryTables } from './in-memory-tables.js';

/** Counts rows in memory. */
export class InMemoryStatisticsStore implements Pick<StatisticsStore, keyof StatisticsStore> {
  constructor(private readonly tables: Pick<InMemoryTables, 'rows'>) {}

  async counts(span: Span): Promise<StatusCount[]> {
    const groups = new Map<string, StatusCount>();
    for (const { status, reason, dropOffReason } of this.createdIn(span)) {
      const key = JSON.stringify([status, reason, dropOffReason]);
      groups.set(key, { status, reason, dropOffReason, count: (groups.get(key)?.count ?? 0) + 1 });
    }
    return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  }

  async timeToVerdict(span: Span): Promise<TimeToVerdict> {
    return timeToVerdict(this.createdIn(span));
  }

  async countsOverTime(from: Date, before: Date, bucket: keyof typeof BUCKET_MS): Promise<BucketCount[]> {
    const length = BUCKET_MS[bucket];
    const first = Math.floor(from.getTime() / length) * length;
    const starts = Array.from(
      { length: Math.ceil((before.getTime() - first) / length) },
      (_, index) => first + index * length,
    );
    const rows = this.createdIn({ from, before, merchantUserIds: undefined });
    return starts.map((start) => {
      const own = rows.filter(({ createdAt }) => Math.floor(createdAt.getTime() / length) * length === start);
      const byStatus = Object.fromEntries(
        VERIFICATION_STATUSES.map((status) => [status, own.filter((row) => row.status === status).length]),
      ) as Record<VerificationStatus, number>;
      return { from: new Date(start), ...byStatus, ...timeToVerdict(own) };
    });
  }

  private createdIn({ from, before, merchantUserIds }: Span): readonly VerificationEntity[] {
    return this.tables.rows.filter(
      ({ createdAt, merchantUserId }) =>
        createdAt >= from && createdAt < before && (merchantUserIds?.includes(merchantUserId) ?? true),
    );
  }
}

function timeToVerdict(rows: readonly VerificationEntity[]): TimeToVerdict {
  const seconds = rows
    .filter(({ status }) => status === 'PASSED' || status === 'FAILED')
    .flatMap(({ completedAt, initializeStartedAt }) =>
      completedAt === null ? [] : [(completedAt.getTime() - initializeStartedAt.getTime()) / 1_000],
    )
    .sort((a, b) => a - b);
  return { median: percentile(seconds, 0.5), p95: percentile(seconds, 0.95) };
}

/** As PostgreSQL's `percentile_cont`: interpolated between the two nearest values. */
function percentile(sorted: readonly number[], share: number): number | null {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  return below === undefined || above === undefined ? null : below + (above - below) * (position % 1);
}
