import {
  FOLLOW_UP_STATUSES,
  type ClaimedFollowUp,
  type FollowUp,
  type FollowUpEnd,
  type FollowUpStore,
} from '../../storage/follow-up.store.js';
import type { Lease } from '../../storage/lease.js';
import type { Sql } from '../../storage/sql.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { earliest } from './in-memory-due-work.store.js';
import type { InMemoryTables } from './in-memory-tables.js';

/** Follows up on rows in memory. */
export class InMemoryFollowUpStore implements Pick<FollowUpStore, keyof FollowUpStore> {
  constructor(private readonly tables: InMemoryTables) {}

  nextFollowUp(followUp: FollowUp): Sql {
    return earliest(this.awaiting(followUp).map(({ nextFollowUpAt }) => nextFollowUpAt));
  }

  async countDue(followUp: FollowUp, limit: number): Promise<number> {
    return this.due(followUp).slice(0, limit).length;
  }

  async claim(
    followUp: FollowUp,
    limit: number,
    lease: Lease,
    paused: readonly string[] = [],
  ): Promise<ClaimedFollowUp[]> {
    const { tables } = this;
    return this.due(followUp)
      .filter(({ tenant }) => !paused.includes(tenant ?? ''))
      .slice(0, limit)
      .flatMap(({ id, followUpAttempts }) =>
        tables.mark((row) => row.id === id, {
          leaseToken: lease.token,
          nextFollowUpAt: tables.in(lease.milliseconds),
          followUpAttempts: followUpAttempts + 1,
        }),
      )
      .filter(isOfVendor)
      .map((row) => ({ ...row, readAt: tables.now() }));
  }

  async schedule(id: string, delayMs: number, attempt: 'counted' | 'uncounted'): Promise<void> {
    const scheduled = this.tables.mark((row) => row.id === id && row.nextFollowUpAt !== null, {
      leaseToken: null,
      nextFollowUpAt: this.tables.in(delayMs),
    });
    if (attempt === 'counted') return;
    for (const { followUpAttempts } of scheduled) {
      this.tables.mark((row) => row.id === id, { followUpAttempts: followUpAttempts - 1 });
    }
  }

  async finish(id: string, end: FollowUpEnd): Promise<void> {
    const dropOffReason = 'dropOffReason' in end ? end.dropOffReason : null;
    const dropOffPage = ('dropOffPage' in end ? end.dropOffPage : undefined) ?? null;
    const code = 'code' in end ? end.code : dropOffReason;
    const requestId = ('requestId' in end ? end.requestId : undefined) ?? null;
    const isOpen = (row: VerificationEntity) => row.id === id && row.nextFollowUpAt !== null;
    const finished = this.tables.mark(isOpen, {
      leaseToken: null,
      nextFollowUpAt: null,
      dropOffReason,
      dropOffPage,
    });
    this.tables.record(finished, { type: end.type, code, requestId });
  }

  async endEvidence(ageMs: number, code: string, limit: number): Promise<string[]> {
    const { tables } = this;
    const before = tables.in(-ageMs);
    const old = this.awaiting('evidence')
      .filter(({ completedAt }) => completedAt !== null && completedAt <= before)
      .slice(0, limit)
      .map(({ id }) => id);
    const ended = tables.mark(({ id }) => old.includes(id), { leaseToken: null, nextFollowUpAt: null });
    return tables.record(ended, { type: 'evidence_lost', code }).map(({ merchantBizId }) => merchantBizId);
  }

  private due(followUp: FollowUp): Awaiting[] {
    const now = this.tables.now();
    return this.awaiting(followUp).filter(({ nextFollowUpAt }) => nextFollowUpAt <= now);
  }

  /** Rows with a follow-up, the first one first. */
  private awaiting(followUp: FollowUp): Awaiting[] {
    const statuses: readonly string[] = FOLLOW_UP_STATUSES[followUp];
    return this.tables.rows
      .filter((row): row is Awaiting => row.nextFollowUpAt !== null && statuses.includes(row.status))
      .sort((a, b) => a.nextFollowUpAt.getTime() - b.nextFollowUpAt.getTime());
  }
}

type Awaiting = VerificationEntity & { readonly nextFollowUpAt: Date };

function isOfVendor(
  row: VerificationEntity,
): row is VerificationEntity & Pick<ClaimedFollowUp, 'transactionId' | 'completedAt'> {
  return row.transactionId !== null && row.completedAt !== null;
}
