import type { Lease } from '../../storage/lease.js';
import type { Sql } from '../../storage/sql.js';
import type {
  ClaimedVerification,
  EndedVerification,
  EndOfVerification,
  VerdictStore,
} from '../../storage/verdict.store.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import type { InMemoryDeliveryStore } from './in-memory-delivery.store.js';
import { earliest } from './in-memory-due-work.store.js';
import { endRow } from './in-memory-end.js';
import { leased, NO_LEASE, type Condition, type InMemoryTables } from './in-memory-tables.js';

/** Checks and ends rows in memory. Checks need not be two seconds apart. */
export class InMemoryVerdictStore implements Pick<VerdictStore, keyof VerdictStore> {
  constructor(
    private readonly tables: InMemoryTables,
    private readonly deliveries: Pick<InMemoryDeliveryStore, 'deliver'>,
  ) {}

  nextCheck(): Sql {
    const now = this.tables.now();
    const pending = this.tables.rows.filter(({ status }) => status === 'PENDING');
    return earliest(
      pending.map((row) => {
        if (row.nextCheckAt > now) return row.nextCheckAt;
        return this.tables.isFree(row) ? now : (row.leaseExpiresAt ?? now);
      }),
    );
  }

  async countDue(limit: number): Promise<number> {
    return this.tables.rows.filter(this.isDue).slice(0, limit).length;
  }

  async claimDue(
    limit: number,
    lease: Lease,
    paused: readonly string[] = [],
  ): Promise<ClaimedVerification[]> {
    const isOther: Condition = ({ tenant }) => !paused.includes(tenant ?? '');
    const due = new Set(this.tables.rows.filter(this.isDue).filter(isOther).slice(0, limit));
    return this.claim((row) => due.has(row), lease);
  }

  async claimOne(merchantBizId: string, lease: Lease): Promise<ClaimedVerification | undefined> {
    return this.claim((row) => isPending(merchantBizId)(row) && this.tables.isFree(row), lease)[0];
  }

  async end(id: string, token: string, end: EndOfVerification): Promise<EndedVerification | undefined> {
    const { tables } = this;
    const row = endRow(tables, leased(id, token, 'PENDING'), {
      status: end.status,
      subCode: end.subCode ?? null,
      reason: end.reason ?? null,
      checkRequestId: end.requestId ?? null,
      checkedAt: tables.now(),
      nextFollowUpAt: end.followUpMs === undefined ? null : tables.in(end.followUpMs),
    });
    return this.delivered(row);
  }

  async cancel(
    ...[merchantBizId, , by]: Parameters<VerdictStore['cancel']>
  ): Promise<EndedVerification | undefined> {
    const end = {
      status: 'EXPIRED',
      subCode: 'canceled',
      reason: 'canceled',
      checkRequestedAt: null,
    } as const;
    return this.delivered(endRow(this.tables, isPending(merchantBizId), end, by));
  }

  async reschedule(...[id, token, next]: Parameters<VerdictStore['reschedule']>) {
    const { tables } = this;
    const { nextCheckAt, attempts, checked, unknownId, nothingSent, event } = next;
    const now = tables.now();
    const isLeased = leased(id, token, 'PENDING');
    const invalidSince = tables.rows.find(isLeased)?.invalidSince ?? null;
    const rows = tables.mark(isLeased, {
      nextCheckAt,
      attempts,
      ...(checked && { checkedAt: now, invalidSince: null }),
      ...(unknownId && { invalidSince: invalidSince ?? now }),
      ...(nothingSent && { claimedAt: null }),
      ...NO_LEASE,
    });
    if (event === undefined) return rows[0];
    const { code = null, requestId = null } = event;
    const type = checked ? 'checked' : 'check_failed';
    return tables.record(rows, { type, code, requestId, isRepeated: true })[0];
  }

  async unknownIds(): Promise<{ count: number; goodResponseSince: boolean }> {
    return { count: 0, goodResponseSince: true };
  }

  private readonly isDue: Condition = (row) =>
    row.status === 'PENDING' && this.tables.isFree(row) && row.nextCheckAt <= this.tables.now();

  private claim(condition: Condition, lease: Lease): ClaimedVerification[] {
    const leaseExpiresAt = this.tables.in(lease.milliseconds);
    const changes = { leaseToken: lease.token, leaseExpiresAt, claimedAt: this.tables.now() };
    return this.tables.mark(condition, changes).filter(isClaimed);
  }

  private async delivered(row: VerificationEntity | undefined): Promise<EndedVerification | undefined> {
    if (row === undefined) return undefined;
    await this.deliveries.deliver(row);
    return { row, claimed: [], isClaimed: true };
  }
}

function isPending(merchantBizId: string): Condition {
  return (row) => row.merchantBizId === merchantBizId && row.status === 'PENDING';
}

function isClaimed(row: VerificationEntity): row is ClaimedVerification {
  return row.transactionId !== null && row.expiresAt !== null && row.claimedAt !== null;
}
