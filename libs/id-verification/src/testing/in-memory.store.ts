import type { EntityManager } from 'typeorm';
import type { InitializeStore } from '../storage/initialize.store.js';
import type { Lease } from '../storage/lease.js';
import type { ClaimedVerification, EndOfVerification, VerdictStore } from '../storage/verdict.store.js';
import { STORED_PARAMETERS, VerificationEntity } from '../storage/verification.entity.js';
import {
  TRANSACTION_LIFETIME_MS,
  type VerificationQuery,
  type VerificationSnapshot,
  type VerificationStore,
} from '../storage/verification.store.js';
import type { OutcomeHandlersService } from '../steps/outcome/outcome-handlers.service.js';
import { asHandler } from '../steps/outcome/handler-context.js';
import { verificationOutcome } from '../steps/outcome/verification-outcome.js';
import type { Clock } from '../time/clock.js';

type Changes = Partial<VerificationEntity>;
type Condition = (row: VerificationEntity) => boolean;

const NO_LEASE = { leaseToken: null, leaseExpiresAt: null } as const;

/** A stored verification before anything has happened to it. */
const EMPTY: Changes = {
  instance: 'default',
  transactionId: null,
  subCode: null,
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

/**
 * Takes the place of the stores in a test of one process: rows in memory, and outcomes delivered at once, so that the
 * handlers have run when the call that ended the verification resolves. A handler that throws fails that call.
 */
export class InMemoryStore
  implements
    Pick<InitializeStore, keyof InitializeStore>,
    Pick<VerificationStore, keyof VerificationStore>,
    Pick<VerdictStore, keyof VerdictStore>
{
  handlers: Pick<OutcomeHandlersService, 'all'> = { all: () => [] };
  private rows: readonly VerificationEntity[] = [];

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly manager: EntityManager,
  ) {}

  async find(merchantBizId: string): Promise<VerificationSnapshot | undefined> {
    const row = this.rows.find((one) => one.merchantBizId === merchantBizId);
    return row && { ...row, readAt: this.clock.now() };
  }

  async list(query: VerificationQuery): Promise<VerificationEntity[]> {
    const { status, merchantUserIds, createdFrom, createdBefore, after, limit } = query;
    return this.rows
      .filter(
        (row) =>
          (status === undefined || row.status === status) &&
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
    return this.update((row) => row.merchantBizId === merchantBizId, { metadata: { ...metadata } })[0];
  }

  async reserve(...[draft, lease, limit]: Parameters<InitializeStore['reserve']>) {
    const isTaken = this.rows.some((row) => row.merchantBizId === draft.merchantBizId);
    if (isTaken || (limit && (await this.nextAttemptMs(draft.merchantBizId, limit)) !== undefined)) {
      return undefined;
    }
    this.rows = [
      ...this.rows,
      Object.assign(new VerificationEntity(), EMPTY, this.leasedTo(draft, lease), {
        createdAt: this.clock.now(),
      }),
    ];
    return this.find(draft.merchantBizId);
  }

  async takeOver(...[seen, draft, lease, limit]: Parameters<InitializeStore['takeOver']>) {
    if (limit && (await this.nextAttemptMs(draft.merchantBizId, limit)) !== undefined) return undefined;
    const changes = { ...this.leasedTo(draft, lease), id: seen.id, subCode: null, completedAt: null };
    return this.update(
      ({ id, leaseToken, status }) =>
        id === seen.id && leaseToken === seen.leaseToken && ['INITIALIZING', 'REJECTED'].includes(status),
      changes,
    )[0];
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
    return this.update(leased(id, token, 'INITIALIZING'), {
      status: 'PENDING',
      transactionId,
      protocol,
      transactionUrl,
      livemode,
      initializeRequestId: requestId,
      expiresAt: this.in(TRANSACTION_LIFETIME_MS),
      nextCheckAt: this.in(nextCheckMs),
      ...NO_LEASE,
    })[0];
  }

  async reject(...[id, token, { subCode }]: Parameters<InitializeStore['reject']>): Promise<boolean> {
    const changes = { status: 'REJECTED', subCode, completedAt: this.clock.now(), ...NO_LEASE } as const;
    return this.update(leased(id, token, 'INITIALIZING'), changes).length > 0;
  }

  async release(id: string, token: string): Promise<boolean> {
    return this.update(leased(id, token, 'INITIALIZING'), NO_LEASE).length > 0;
  }

  async remove(id: string, token: string): Promise<boolean> {
    const before = this.rows.length;
    this.rows = this.rows.filter((row) => !leased(id, token, 'INITIALIZING')(row));
    return this.rows.length < before;
  }

  async countDue(limit: number): Promise<number> {
    return this.rows.filter(this.isDue).slice(0, limit).length;
  }

  async claimDue(limit: number, lease: Lease): Promise<ClaimedVerification[]> {
    const due = new Set(this.rows.filter(this.isDue).slice(0, limit));
    return this.claim((row) => due.has(row), lease);
  }

  async claimOne(merchantBizId: string, lease: Lease): Promise<ClaimedVerification | undefined> {
    return this.claim((row) => row.merchantBizId === merchantBizId && isFree(row), lease)[0];
  }

  end(id: string, token: string, end: EndOfVerification): Promise<VerificationEntity | undefined> {
    return this.deliver(leased(id, token, 'PENDING'), {
      status: end.status,
      subCode: end.subCode ?? null,
      checkRequestId: end.requestId ?? null,
      checkedAt: this.clock.now(),
    });
  }

  cancel(merchantBizId: string): Promise<VerificationEntity | undefined> {
    const isPending: Condition = (row) => row.merchantBizId === merchantBizId && row.status === 'PENDING';
    return this.deliver(isPending, { status: 'EXPIRED', subCode: 'canceled' });
  }

  async reschedule(...[id, token, next]: Parameters<VerdictStore['reschedule']>) {
    const { nextCheckAt, attempts } = next;
    return this.update(leased(id, token, 'PENDING'), { nextCheckAt, attempts, ...NO_LEASE })[0];
  }

  async requestChecks(ids: readonly string[]): Promise<number> {
    const now = this.clock.now();
    const isAsked: Condition = (row) => ids.includes(row.id) && row.status === 'PENDING';
    return this.update(isAsked, { checkRequestedAt: now, nextCheckAt: now }).length;
  }

  async rejectNeverInitialized(): Promise<number> {
    return 0;
  }

  async unknownIds(): Promise<{ count: number; goodResponseSince: boolean }> {
    return { count: 0, goodResponseSince: true };
  }

  private readonly isDue: Condition = (row) => isFree(row) && row.nextCheckAt <= this.clock.now();

  private async deliver(condition: Condition, end: Changes): Promise<VerificationEntity | undefined> {
    const ended = { completedAt: this.clock.now(), protocol: null, transactionUrl: null, ...NO_LEASE };
    const [row] = this.update(condition, { ...end, ...ended });
    if (row === undefined) return undefined;
    const outcome = verificationOutcome(row);
    for (const handler of this.handlers.all().filter(({ outcomes }) => outcomes.includes(outcome.outcome))) {
      await asHandler(async () => handler.call(outcome, this.manager));
    }
    return row;
  }

  private claim(condition: Condition, lease: Lease): ClaimedVerification[] {
    const leaseExpiresAt = this.in(lease.milliseconds);
    const changes = { leaseToken: lease.token, leaseExpiresAt, claimedAt: this.clock.now() };
    return this.update(condition, changes).filter(isClaimed);
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

  private update(condition: Condition, changes: Changes): VerificationEntity[] {
    const changed: VerificationEntity[] = [];
    this.rows = this.rows.map((row) => {
      if (!condition(row)) return row;
      const next = { ...row, ...changes, updatedAt: this.clock.now() };
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

function isFree({ status, leaseToken }: VerificationEntity): boolean {
  return status === 'PENDING' && leaseToken === null;
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
