import type { VerificationEntity } from '../../storage/verification.entity.js';
import type {
  VerificationQuery,
  VerificationSnapshot,
  VerificationStore,
} from '../../storage/verification.store.js';
import type { InMemoryTables } from './in-memory-tables.js';

/** Reads rows in memory. */
export class InMemoryVerificationStore implements Pick<VerificationStore, keyof VerificationStore> {
  constructor(private readonly tables: InMemoryTables) {}

  async find(merchantBizId: string): Promise<VerificationSnapshot | undefined> {
    const row = this.tables.find(merchantBizId);
    return row && { ...row, readAt: this.tables.now() };
  }

  async list(query: VerificationQuery): Promise<VerificationEntity[]> {
    const { statuses, reasons, transactionId, productCode, tenant, merchantUserIds } = query;
    const { createdFrom, createdBefore, after, limit } = query;
    return this.tables.rows
      .filter(
        (row) =>
          (statuses?.includes(row.status) ?? true) &&
          (reasons === undefined || (row.reason !== null && reasons.includes(row.reason))) &&
          (transactionId === undefined || row.transactionId === transactionId) &&
          (productCode === undefined || row.productCode === productCode) &&
          (tenant === undefined || row.tenant === tenant) &&
          (merchantUserIds === undefined || merchantUserIds.includes(row.merchantUserId)) &&
          (createdFrom === undefined || row.createdAt >= createdFrom) &&
          (createdBefore === undefined || row.createdAt < createdBefore) &&
          (after === undefined || newestFirst(row, after) > 0),
      )
      .sort(newestFirst)
      .slice(0, limit);
  }

  async updateMetadata(
    merchantBizId: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<VerificationEntity | undefined> {
    return this.tables.update((row) => row.merchantBizId === merchantBizId, { metadata: { ...metadata } })[0];
  }
}

function newestFirst(
  a: Pick<VerificationEntity, 'createdAt' | 'id'>,
  b: Pick<VerificationEntity, 'createdAt' | 'id'>,
): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || (b.id > a.id ? 1 : b.id < a.id ? -1 : 0);
}
