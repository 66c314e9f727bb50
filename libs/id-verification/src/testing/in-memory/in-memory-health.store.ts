import { TRANSACTION_LIFETIME_MS } from '../../contract/vendor-times.js';
import type { HealthStore, StoredWork } from '../../storage/health.store.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import type { InMemoryTables } from './in-memory-tables.js';

/** Counts work in memory. The handlers of a test are never inactive. */
export class InMemoryHealthStore implements Pick<HealthStore, keyof HealthStore> {
  constructor(private readonly tables: InMemoryTables) {}

  async work(overdueMs: number): Promise<StoredWork> {
    const { rows, deliveries, isFree } = this.tables;
    const now = this.tables.now();
    const overdueBefore = this.tables.in(-overdueMs);
    const pending = rows.filter(({ status }) => status === 'PENDING');
    const undelivered = deliveries.filter(({ state }) => state === 'PENDING');
    const due = pending.filter((row) => row.nextCheckAt <= now && isFree(row));
    const overdue = pending.filter(({ expiresAt }) => expiresAt !== null && expiresAt < overdueBefore);
    const evidence = rows.filter((row) => isDecided(row) && row.nextFollowUpAt !== null);
    return {
      lastVendorSuccessAt: latest(rows.map(lastSuccessOf)),
      due: due.length,
      oldestDueMs: this.ageMs(due.map(({ nextCheckAt }) => nextCheckAt)),
      pending: undelivered.length,
      oldestPendingMs: this.ageMs(undelivered.map(({ nextAttemptAt }) => nextAttemptAt)),
      deadLettered: 0,
      evidencePending: evidence.length,
      oldestEvidenceMs: this.ageMs(evidence.map(({ completedAt }) => completedAt)),
      inactiveHandlers: [],
      overdue: overdue.length,
      firstOverdueExpiredAt: earliest(overdue.map(({ expiresAt }) => expiresAt)),
    };
  }

  private ageMs(dates: readonly (Date | null)[]): number | null {
    const first = earliest(dates);
    return first === null ? null : this.tables.now().getTime() - first.getTime();
  }
}

function isDecided({ status }: VerificationEntity): boolean {
  return status === 'PASSED' || status === 'FAILED';
}

/** When the vendor returned a TransactionId or a verdict. */
function lastSuccessOf(row: VerificationEntity): Date | null {
  if (isDecided(row)) return row.completedAt;
  if (row.status !== 'PENDING' || row.expiresAt === null) return null;
  return new Date(row.expiresAt.getTime() - TRANSACTION_LIFETIME_MS);
}

function sorted(dates: readonly (Date | null)[]): Date[] {
  return dates.filter((date) => date !== null).sort((a, b) => a.getTime() - b.getTime());
}

function earliest(dates: readonly (Date | null)[]): Date | null {
  return sorted(dates)[0] ?? null;
}

function latest(dates: readonly (Date | null)[]): Date | null {
  return sorted(dates).at(-1) ?? null;
}
