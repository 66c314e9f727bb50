import { TRANSACTION_LIFETIME_MS } from '../../contract/vendor-times.js';
import type { InitializeStore } from '../../storage/initialize.store.js';
import type { Lease } from '../../storage/lease.js';
import type { Sql } from '../../storage/sql.js';
import { verificationReason } from '../../storage/verification-reason.js';
import { STORED_PARAMETERS, VerificationEntity } from '../../storage/verification.entity.js';
import { earliest } from './in-memory-due-work.store.js';
import { leased, NO_LEASE, type Changes, type Condition, type InMemoryTables } from './in-memory-tables.js';

/** A stored verification before anything has happened to it. */
const EMPTY: Changes = {
  instance: 'default',
  transactionId: null,
  subCode: null,
  reason: null,
  livemode: null,
  protocol: null,
  transactionUrl: null,
  initializeRequestId: null,
  checkRequestId: null,
  attempts: 0,
  expiresAt: null,
  completedAt: null,
  claimedAt: null,
  checkRequestedAt: null,
  checkedAt: null,
  invalidSince: null,
  nextFollowUpAt: null,
  followUpAttempts: 0,
  dropOffReason: null,
  dropOffPage: null,
};

/** Initializes rows in memory. */
export class InMemoryInitializeStore implements Pick<InitializeStore, keyof InitializeStore> {
  constructor(private readonly tables: InMemoryTables) {}

  async reserve(...[draft, lease, limit]: Parameters<InitializeStore['reserve']>) {
    const { tables } = this;
    const isTaken = tables.find(draft.merchantBizId) !== undefined;
    if (isTaken || (limit && (await this.nextAttemptMs(draft.merchantBizId, limit)) !== undefined)) {
      return undefined;
    }
    const now = tables.now();
    const created = { createdAt: now, updatedAt: now };
    const row = Object.assign(new VerificationEntity(), EMPTY, this.leasedTo(draft, lease), created);
    tables.rows = [...tables.rows, row];
    return row;
  }

  async takeOver(...[seen, draft, lease, limit]: Parameters<InitializeStore['takeOver']>) {
    if (limit && (await this.nextAttemptMs(draft.merchantBizId, limit)) !== undefined) return undefined;
    const changes = {
      ...this.leasedTo(draft, lease),
      id: seen.id,
      subCode: null,
      reason: null,
      completedAt: null,
      initializeRequestId: null,
      attempts: seen.attempts + 1,
    };
    const taken = this.tables.update(
      ({ id, leaseToken, status }) =>
        id === seen.id && leaseToken === seen.leaseToken && ['INITIALIZING', 'REJECTED'].includes(status),
      changes,
    );
    return this.tables.record(taken, { type: 'initialize_retried', isRepeated: true })[0];
  }

  async nextAttemptMs(
    merchantBizId: string,
    { count, windowMs, merchantUserIds }: Parameters<InitializeStore['nextAttemptMs']>[1],
  ): Promise<number | undefined> {
    const left = this.tables.rows
      .filter((row) => row.merchantBizId !== merchantBizId && row.status !== 'REJECTED')
      .filter((row) => merchantUserIds.includes(row.merchantUserId))
      .map((row) => row.initializeStartedAt.getTime() + windowMs - this.tables.now().getTime())
      .filter((milliseconds) => milliseconds > 0)
      .sort((a, b) => b - a);
    return left[count - 1];
  }

  async markPending(...[id, token, response, nextCheckMs]: Parameters<InitializeStore['markPending']>) {
    const { tables } = this;
    const { transactionId, protocol = null, transactionUrl = null, livemode, requestId = null } = response;
    const pending = tables.update(leased(id, token, 'INITIALIZING'), {
      status: 'PENDING',
      transactionId,
      protocol,
      transactionUrl,
      livemode,
      initializeRequestId: requestId,
      expiresAt: tables.in(TRANSACTION_LIFETIME_MS),
      nextCheckAt: tables.in(this.isCheckRequested(id) ? 0 : nextCheckMs),
      attempts: 0,
      ...NO_LEASE,
    });
    return tables.record(pending, { type: 'initialized', requestId })[0];
  }

  async reject(...[id, token, refusal]: Parameters<InitializeStore['reject']>): Promise<boolean> {
    const { tables } = this;
    const { subCode, requestId = null } = refusal;
    const rejected = tables.update(leased(id, token, 'INITIALIZING'), {
      status: 'REJECTED',
      subCode,
      reason: verificationReason('REJECTED', subCode) ?? null,
      initializeRequestId: requestId,
      completedAt: tables.now(),
      ...NO_LEASE,
    });
    const end = { status: 'REJECTED', code: subCode, requestId } as const;
    return tables.record(rejected, { type: 'ended', ...end, isRepeated: true }).length > 0;
  }

  async release(...[id, token, failure]: Parameters<InitializeStore['release']>): Promise<boolean> {
    const released = this.tables.mark(leased(id, token, 'INITIALIZING'), NO_LEASE);
    const { code, requestId = null } = failure;
    const event = { type: 'initialize_failed', code, requestId, isRepeated: true } as const;
    return this.tables.record(released, event).length > 0;
  }

  async remove(id: string, token: string): Promise<boolean> {
    return this.tables.delete(leased(id, token, 'INITIALIZING')) > 0;
  }

  nextRejection(): Sql {
    const { rows, isFree } = this.tables;
    const initializing = rows.filter((row) => row.status === 'INITIALIZING' && isFree(row));
    return earliest(initializing.map(({ nextCheckAt }) => nextCheckAt));
  }

  async rejectNeverInitialized(): Promise<number> {
    const { tables } = this;
    const now = tables.now();
    const isOver: Condition = (row) =>
      row.status === 'INITIALIZING' && row.nextCheckAt <= now && tables.isFree(row);
    const end = { status: 'REJECTED', subCode: 'never_started', reason: 'never_started' } as const;
    const rejected = tables.update(isOver, { ...end, completedAt: now, ...NO_LEASE });
    const { status, subCode: code } = end;
    return tables.record(rejected, { type: 'ended', status, code, isRepeated: true }).length;
  }

  private isCheckRequested(id: string): boolean {
    return this.tables.rows.some((row) => row.id === id && row.checkRequestedAt !== null);
  }

  private leasedTo(
    { parameters, ...request }: Parameters<InitializeStore['reserve']>[0],
    lease: Lease,
  ): Changes {
    return {
      ...request,
      ...Object.fromEntries(STORED_PARAMETERS.map((name) => [name, parameters[name] ?? null])),
      status: 'INITIALIZING',
      leaseToken: lease.token,
      leaseExpiresAt: this.tables.in(lease.milliseconds),
      nextCheckAt: this.tables.in(TRANSACTION_LIFETIME_MS),
      initializeStartedAt: this.tables.now(),
    };
  }
}
