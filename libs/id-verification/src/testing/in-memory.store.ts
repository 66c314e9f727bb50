import type { EntityManager } from 'typeorm';
import type { InitializeStore } from '../storage/initialize.store.js';
import type { HistoryStore, StoredEvent } from '../storage/history.store.js';
import type { Lease } from '../storage/lease.js';
import type {
  ClaimedVerification,
  EndedVerification,
  EndOfVerification,
  VerdictStore,
} from '../storage/verdict.store.js';
import type { Operator } from '../storage/record-event.js';
import type { Sql } from '../storage/sql.js';
import type { DeliveryQuery, StoredDelivery, UndeliveredStore } from '../storage/undelivered.store.js';
import { verificationReason } from '../storage/verification-reason.js';
import { STORED_PARAMETERS, VerificationEntity } from '../storage/verification.entity.js';
import {
  TRANSACTION_LIFETIME_MS,
  type VerificationQuery,
  type VerificationSnapshot,
  type VerificationStore,
} from '../storage/verification.store.js';
import type { VerificationStatus } from '../storage/verification-status.js';
import type { OutcomeHandlersService } from '../steps/outcome/outcome-handlers.service.js';
import { asHandler } from '../steps/outcome/handler-context.js';
import { verificationOutcome } from '../steps/outcome/verification-outcome.js';
import type { Clock } from '../time/clock.js';
import { earliest } from './in-memory-due-work.store.js';

type DeliveryPosition = Pick<StoredDelivery, 'verificationId' | 'handler'>;
type Changes = Partial<VerificationEntity>;
type Condition = (row: VerificationEntity) => boolean;

const NO_LEASE = { leaseToken: null, leaseExpiresAt: null } as const;

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
};

/** What an event has no more to say about. */
const NO_DETAILS = { status: null, code: null, requestId: null, handler: null, attempt: null } as const;

/**
 * Takes the place of the stores in a test of one process: rows in memory, and outcomes delivered at once, so that the
 * handlers have run when the call that ended the verification resolves. A handler that throws fails that call, and its
 * delivery is pending until it is redelivered.
 */
export class InMemoryStore
  implements
    Pick<InitializeStore, keyof InitializeStore>,
    Pick<VerificationStore, keyof VerificationStore>,
    Pick<HistoryStore, 'read' | 'recordCheck'>,
    Pick<VerdictStore, keyof VerdictStore>
{
  /** The deliveries whose handlers threw, or were not called for that. */
  readonly deliveries: Pick<UndeliveredStore, keyof UndeliveredStore> = {
    list: (query) => this.listDeliveries(query),
    reopen: (merchantBizId, handler) => this.reopen(merchantBizId, handler),
  };
  handlers: Pick<OutcomeHandlersService, 'all'> = { all: () => [] };
  rows: readonly VerificationEntity[] = [];
  private readonly events: (StoredEvent & { readonly verificationId: string })[] = [];
  private undelivered: readonly StoredDelivery[] = [];

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly manager: EntityManager,
  ) {}

  async find(merchantBizId: string): Promise<VerificationSnapshot | undefined> {
    const row = this.rows.find((one) => one.merchantBizId === merchantBizId);
    return row && { ...row, readAt: this.clock.now() };
  }

  async list(query: VerificationQuery): Promise<VerificationEntity[]> {
    const { statuses, reasons, transactionId, productCode, merchantUserIds } = query;
    const { createdFrom, createdBefore, after, limit } = query;
    return this.rows
      .filter(
        (row) =>
          (statuses?.includes(row.status) ?? true) &&
          (reasons === undefined || (row.reason !== null && reasons.includes(row.reason))) &&
          (transactionId === undefined || row.transactionId === transactionId) &&
          (productCode === undefined || row.productCode === productCode) &&
          (merchantUserIds === undefined || merchantUserIds.includes(row.merchantUserId)) &&
          (createdFrom === undefined || row.createdAt >= createdFrom) &&
          (createdBefore === undefined || row.createdAt < createdBefore) &&
          (after === undefined || newestFirst(row, after) > 0),
      )
      .sort(newestFirst)
      .slice(0, limit);
  }

  async read(merchantBizId: string): Promise<StoredEvent[]> {
    const row = this.rows.find((one) => one.merchantBizId === merchantBizId);
    return row === undefined ? [] : this.events.filter(({ verificationId }) => verificationId === row.id);
  }

  async recordCheck(merchantBizId: string, by: Operator): Promise<void> {
    this.record(
      this.rows.filter((row) => row.merchantBizId === merchantBizId),
      { type: 'check_requested' },
      by,
    );
  }

  async updateMetadata(
    merchantBizId: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<VerificationEntity | undefined> {
    return this.update((row) => row.merchantBizId === merchantBizId, { metadata: { ...metadata } })[0];
  }

  async reserve(...[draft, lease, limit]: Parameters<InitializeStore['reserve']>) {
    const isTaken = this.rows.some((row) => row.merchantBizId === draft.merchantBizId);
    if (isTaken || (limit && (await this.nextAttemptMs(draft.merchantBizId, limit)) !== undefined)) {
      return undefined;
    }
    const now = this.clock.now();
    const created = { createdAt: now, updatedAt: now };
    const row = Object.assign(new VerificationEntity(), EMPTY, this.leasedTo(draft, lease), created);
    this.rows = [...this.rows, row];
    return this.record([row], { type: 'created' })[0];
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
    const taken = this.update(
      ({ id, leaseToken, status }) =>
        id === seen.id && leaseToken === seen.leaseToken && ['INITIALIZING', 'REJECTED'].includes(status),
      changes,
    );
    return this.record(taken, { type: 'initialize_retried' })[0];
  }

  async nextAttemptMs(
    merchantBizId: string,
    { count, windowMs, merchantUserIds }: Parameters<InitializeStore['nextAttemptMs']>[1],
  ): Promise<number | undefined> {
    const left = this.rows
      .filter((row) => row.merchantBizId !== merchantBizId && row.status !== 'REJECTED')
      .filter((row) => merchantUserIds.includes(row.merchantUserId))
      .map((row) => row.initializeStartedAt.getTime() + windowMs - this.clock.now().getTime())
      .filter((milliseconds) => milliseconds > 0)
      .sort((a, b) => b - a);
    return left[count - 1];
  }

  async markPending(...[id, token, response, nextCheckMs]: Parameters<InitializeStore['markPending']>) {
    const { transactionId, protocol = null, transactionUrl = null, livemode, requestId = null } = response;
    const pending = this.update(leased(id, token, 'INITIALIZING'), {
      status: 'PENDING',
      transactionId,
      protocol,
      transactionUrl,
      livemode,
      initializeRequestId: requestId,
      expiresAt: this.in(TRANSACTION_LIFETIME_MS),
      nextCheckAt: this.in(this.isCheckRequested(id) ? 0 : nextCheckMs),
      attempts: 0,
      ...NO_LEASE,
    });
    return this.record(pending, { type: 'initialized', requestId })[0];
  }

  private isCheckRequested(id: string): boolean {
    return this.rows.some((row) => row.id === id && row.checkRequestedAt !== null);
  }

  async reject(...[id, token, refusal]: Parameters<InitializeStore['reject']>): Promise<boolean> {
    const { subCode, requestId = null } = refusal;
    const changes = {
      status: 'REJECTED',
      subCode,
      reason: verificationReason('REJECTED', subCode) ?? null,
      initializeRequestId: requestId,
      completedAt: this.clock.now(),
      ...NO_LEASE,
    } as const;
    const rejected = this.update(leased(id, token, 'INITIALIZING'), changes);
    const end = { type: 'ended', status: 'REJECTED', code: subCode, requestId: requestId ?? null } as const;
    return this.record(rejected, end).length > 0;
  }

  async release(...[id, token, failure]: Parameters<InitializeStore['release']>): Promise<boolean> {
    const released = this.update(leased(id, token, 'INITIALIZING'), NO_LEASE);
    const { code, requestId = null } = failure;
    return this.record(released, { type: 'initialize_failed', code, requestId }).length > 0;
  }

  async remove(id: string, token: string): Promise<boolean> {
    const before = this.rows.length;
    this.rows = this.rows.filter((row) => !leased(id, token, 'INITIALIZING')(row));
    return this.rows.length < before;
  }

  nextCheck(): Sql {
    const now = this.clock.now();
    const pending = this.rows.filter(({ status }) => status === 'PENDING');
    return earliest(
      pending.map((row) => {
        if (row.nextCheckAt > now) return row.nextCheckAt;
        return this.isFree(row) ? now : (row.leaseExpiresAt ?? now);
      }),
    );
  }

  nextRejection(): Sql {
    const initializing = this.rows.filter((row) => row.status === 'INITIALIZING' && this.isFree(row));
    return earliest(initializing.map(({ nextCheckAt }) => nextCheckAt));
  }

  async countDue(limit: number): Promise<number> {
    return this.rows.filter(this.isDue).slice(0, limit).length;
  }

  async claimDue(limit: number, lease: Lease): Promise<ClaimedVerification[]> {
    const due = new Set(this.rows.filter(this.isDue).slice(0, limit));
    return this.claim((row) => due.has(row), lease);
  }

  async claimOne(
    merchantBizId: string,
    lease: Lease,
    by?: Operator,
  ): Promise<ClaimedVerification | undefined> {
    const isWanted: Condition = (row) => row.merchantBizId === merchantBizId && row.status === 'PENDING';
    const claimed = this.claim((row) => isWanted(row) && this.isFree(row), lease);
    return by === undefined ? claimed[0] : this.record(claimed, { type: 'check_requested' }, by)[0];
  }

  end(id: string, token: string, end: EndOfVerification): Promise<EndedVerification | undefined> {
    return this.deliver(leased(id, token, 'PENDING'), {
      status: end.status,
      subCode: end.subCode ?? null,
      checkRequestId: end.requestId ?? null,
      checkedAt: this.clock.now(),
      nextFollowUpAt: end.followUpMs === undefined ? null : this.in(end.followUpMs),
    });
  }

  cancel(
    ...[merchantBizId, , by]: Parameters<VerdictStore['cancel']>
  ): Promise<EndedVerification | undefined> {
    const isPending: Condition = (row) => row.merchantBizId === merchantBizId && row.status === 'PENDING';
    return this.deliver(isPending, { status: 'EXPIRED', subCode: 'canceled', checkRequestedAt: null }, by);
  }

  /** Ends an open verification for its erasure. The outcome of one that the vendor never had is not delivered. */
  async endErased(id: string): Promise<void> {
    await this.deliver((row) => row.id === id, { status: 'EXPIRED', subCode: 'erased' });
  }

  /** Whether a delivery of a verification's outcome is pending. */
  isAwaited(id: string): boolean {
    return this.undelivered.some(({ verificationId }) => verificationId === id);
  }

  /** Deletes a verification. @returns false while a delivery of its outcome is pending */
  erase(id: string): boolean {
    if (this.isAwaited(id)) return false;
    this.rows = this.rows.filter((row) => row.id !== id);
    return true;
  }

  async reschedule(...[id, token, next]: Parameters<VerdictStore['reschedule']>) {
    const { nextCheckAt, attempts, checked, unknownId, event } = next;
    const now = this.clock.now();
    const isLeased = leased(id, token, 'PENDING');
    const invalidSince = this.rows.find(isLeased)?.invalidSince ?? null;
    const rows = this.update(isLeased, {
      nextCheckAt,
      attempts,
      ...(checked && { checkedAt: now, invalidSince: null }),
      ...(unknownId && { invalidSince: invalidSince ?? now }),
      ...NO_LEASE,
    });
    if (event === undefined) return rows[0];
    const { code = null, requestId = null } = event;
    return this.record(rows, { type: checked ? 'checked' : 'check_failed', code, requestId })[0];
  }

  async requestChecks(ids: readonly string[]) {
    const now = this.clock.now();
    const isAsked = (status: VerificationStatus): Condition => {
      return (row) => ids.includes(row.id) && row.status === status;
    };
    const early = this.mark(isAsked('INITIALIZING'), { checkRequestedAt: now });
    const waiting = this.mark(isAsked('PENDING'), { checkRequestedAt: now, nextCheckAt: now });
    this.record([...early, ...waiting], { type: 'check_requested' });
    return { claimed: [], waiting: waiting.length };
  }

  async rejectNeverInitialized(): Promise<number> {
    const now = this.clock.now();
    const isOver: Condition = (row) =>
      row.status === 'INITIALIZING' && row.nextCheckAt <= now && this.isFree(row);
    const subCode = 'never_started';
    const reason = verificationReason('REJECTED', subCode) ?? null;
    return this.update(isOver, { status: 'REJECTED', subCode, reason, completedAt: now, ...NO_LEASE }).length;
  }

  /** Deletes what a handler has not received. @returns whether it is registered */
  unregister(name: string): boolean {
    this.undelivered = this.undelivered.filter(({ handler }) => handler !== name);
    return this.handlers.all().some((handler) => handler.name === name);
  }

  private async listDeliveries({ state, after, limit }: DeliveryQuery): Promise<StoredDelivery[]> {
    const position = ({ verificationId, handler }: DeliveryPosition) => `${verificationId}/${handler}`;
    return this.undelivered
      .filter((one) => one.state === state)
      .filter((one) => after === undefined || position(one) < position(after))
      .sort((a, b) => (position(a) < position(b) ? 1 : -1))
      .slice(0, limit);
  }

  /** Calls the handlers again that threw, and those that were not called for that. */
  private async reopen(merchantBizId: string, handler: string | undefined): Promise<number> {
    const deliveries = this.undelivered.filter(
      (one) => one.merchantBizId === merchantBizId && (handler === undefined || one.handler === handler),
    );
    for (const delivery of deliveries) await this.attempt({ ...delivery, attempts: 0 });
    return deliveries.length;
  }

  async unknownIds(): Promise<{ count: number; goodResponseSince: boolean }> {
    return { count: 0, goodResponseSince: true };
  }

  private readonly isDue: Condition = (row) =>
    row.status === 'PENDING' && this.isFree(row) && row.nextCheckAt <= this.clock.now();

  private readonly isFree: Condition = ({ leaseExpiresAt }) =>
    leaseExpiresAt === null || leaseExpiresAt <= this.clock.now();

  private async deliver(
    condition: Condition,
    end: Changes & Pick<VerificationEntity, 'status' | 'subCode'>,
    by?: Operator,
  ): Promise<EndedVerification | undefined> {
    const reason = verificationReason(end.status, end.subCode) ?? null;
    const ended = {
      reason,
      completedAt: this.clock.now(),
      protocol: null,
      transactionUrl: null,
      ...NO_LEASE,
    };
    const [row] = this.update(condition, { ...end, ...ended });
    if (row === undefined) return undefined;
    const { status, subCode: code, checkRequestId: requestId } = row;
    this.record([row], { type: 'ended', status, code, requestId }, by);
    if (row.transactionId !== null) await this.callHandlers(row);
    return { row, claimed: [], isClaimed: true };
  }

  private async callHandlers(row: VerificationEntity): Promise<void> {
    const { id: verificationId, merchantBizId } = row;
    const { outcome } = verificationOutcome(row);
    const handlers = this.handlers.all().filter(({ outcomes }) => outcomes.includes(outcome));
    const now = this.clock.now();
    const deliveries = handlers.map(({ name: handler }) => ({
      verificationId,
      merchantBizId,
      handler,
      state: 'PENDING' as const,
      attempts: 0,
      lastError: null,
      nextAttemptAt: now,
      createdAt: now,
    }));
    this.undelivered = [...this.undelivered, ...deliveries];
    for (const delivery of deliveries) await this.attempt(delivery);
  }

  private async attempt(delivery: StoredDelivery): Promise<void> {
    const row = this.rows.find(({ id }) => id === delivery.verificationId);
    const handler = this.handlers.all().find(({ name }) => name === delivery.handler);
    const others = this.undelivered.filter((one) => !isSame(one, delivery));
    if (row === undefined || handler === undefined) return;
    try {
      await asHandler(async () => handler.call(verificationOutcome(row), this.manager));
      this.undelivered = others;
      this.record([row], { type: 'delivered', handler: handler.name, attempt: delivery.attempts + 1 });
    } catch (error) {
      const lastError = error instanceof Error ? error.name : 'not_an_error';
      this.undelivered = [...others, { ...delivery, attempts: delivery.attempts + 1, lastError }];
      throw error;
    }
  }

  private claim(condition: Condition, lease: Lease): ClaimedVerification[] {
    const leaseExpiresAt = this.in(lease.milliseconds);
    const changes = { leaseToken: lease.token, leaseExpiresAt, claimedAt: this.clock.now() };
    return this.mark(condition, changes).filter(isClaimed);
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
      leaseExpiresAt: this.in(lease.milliseconds),
      nextCheckAt: this.in(TRANSACTION_LIFETIME_MS),
      initializeStartedAt: this.clock.now(),
    };
  }

  /** @returns the rows */
  private record<Row extends Pick<VerificationEntity, 'id'>>(
    rows: readonly Row[],
    event: Pick<StoredEvent, 'type'> & Partial<StoredEvent>,
    by?: Operator,
  ): readonly Row[] {
    const at = this.clock.now();
    for (const { id } of rows)
      this.events.push({
        ...NO_DETAILS,
        ...event,
        at,
        actor: by?.actor ?? null,
        reason: by?.reason ?? null,
        verificationId: id,
      });
    return rows;
  }

  private update(condition: Condition, changes: Changes): VerificationEntity[] {
    return this.mark(condition, { ...changes, updatedAt: this.clock.now() });
  }

  /** Changes what does not count as an update of the verification. */
  private mark(condition: Condition, changes: Changes): VerificationEntity[] {
    const changed: VerificationEntity[] = [];
    this.rows = this.rows.map((row) => {
      if (!condition(row)) return row;
      const next = { ...row, ...changes };
      changed.push(next);
      return next;
    });
    return changed;
  }

  private in(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}

function leased(id: string, token: string, status: VerificationEntity['status']): Condition {
  return (row) => row.id === id && row.leaseToken === token && row.status === status;
}

function isSame(a: DeliveryPosition, b: DeliveryPosition): boolean {
  return a.verificationId === b.verificationId && a.handler === b.handler;
}

function isClaimed(row: VerificationEntity): row is ClaimedVerification {
  return row.transactionId !== null && row.expiresAt !== null && row.claimedAt !== null;
}

function newestFirst(
  a: Pick<VerificationEntity, 'createdAt' | 'id'>,
  b: Pick<VerificationEntity, 'createdAt' | 'id'>,
): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || (b.id > a.id ? 1 : b.id < a.id ? -1 : 0);
}
