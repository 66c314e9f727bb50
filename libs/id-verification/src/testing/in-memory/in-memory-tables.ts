import type { StoredEvent } from '../../storage/history.store.js';
import { MOST_REPEATED_EVENTS, type Operator } from '../../storage/record-event.js';
import type { StoredErasure } from '../../storage/erasure.store.js';
import type { StoredDelivery } from '../../storage/undelivered.store.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import type { Clock } from '../../time/clock.js';

export type Changes = Partial<VerificationEntity>;
export type Condition = (row: VerificationEntity) => boolean;

export const NO_LEASE = { leaseToken: null, leaseExpiresAt: null } as const;

/** What an event has no more to say about. */
export const NO_DETAILS = {
  status: null,
  code: null,
  requestId: null,
  handler: null,
  attempt: null,
  actor: null,
  reason: null,
} as const;

export interface InMemoryDelivery extends StoredDelivery {
  readonly deliveredAt: Date | null;
}

export interface InMemoryReceipt extends Omit<StoredErasure, 'readAt'> {
  readonly idHash: string;
  readonly nextAttemptAt: Date;
}

interface InMemoryEvent extends StoredEvent {
  readonly verificationId: string | null;
  readonly idHash: string | null;
}

/** What an event says besides its time; of a repeated one only the first are kept, unless an operator caused it. */
type RecordedEvent = Pick<StoredEvent, 'type'> & Partial<StoredEvent> & { readonly isRepeated?: boolean };

/** What the stores of a test of one process share: rows in memory, and what every statement does alike. */
export class InMemoryTables {
  rows: readonly VerificationEntity[] = [];
  deliveries: readonly InMemoryDelivery[] = [];
  receipts: readonly InMemoryReceipt[] = [];
  events: readonly InMemoryEvent[] = [];

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  now(): Date {
    return this.clock.now();
  }

  in(milliseconds: number): Date {
    return new Date(this.now().getTime() + milliseconds);
  }

  find(merchantBizId: string): VerificationEntity | undefined {
    return this.rows.find((row) => row.merchantBizId === merchantBizId);
  }

  update(condition: Condition, changes: Changes): VerificationEntity[] {
    return this.mark(condition, { ...changes, updatedAt: this.now() });
  }

  /** Changes what does not count as an update of the verification. */
  mark(condition: Condition, changes: Changes): VerificationEntity[] {
    const changed: VerificationEntity[] = [];
    this.rows = this.rows.map((row) => {
      if (!condition(row)) return row;
      const next = { ...row, ...changes };
      changed.push(next);
      return next;
    });
    return changed;
  }

  /** @returns the rows */
  record<Row extends Pick<VerificationEntity, 'id'>>(
    rows: readonly Row[],
    { isRepeated = false, ...event }: RecordedEvent,
    by?: Operator,
  ): readonly Row[] {
    const recorded = rows
      .filter(({ id }) => !isRepeated || by !== undefined || this.count(id, event) < MOST_REPEATED_EVENTS)
      .map(({ id }) => ({
        ...NO_DETAILS,
        ...event,
        ...(by && { actor: by.actor, reason: by.reason ?? null }),
        at: this.now(),
        verificationId: by === undefined ? id : null,
        idHash: by?.idHash ?? null,
      }));
    this.events = [...this.events, ...recorded];
    return rows;
  }

  /** Deletes rows, with their deliveries and events. @returns their number */
  delete(condition: Condition): number {
    const ids = this.rows.filter(condition).map(({ id }) => id);
    const isLeft = ({ verificationId }: { readonly verificationId: string | null }): boolean =>
      verificationId === null || !ids.includes(verificationId);
    this.rows = this.rows.filter(({ id }) => !ids.includes(id));
    this.deliveries = this.deliveries.filter(isLeft);
    this.events = this.events.filter(isLeft);
    return ids.length;
  }

  /** Whether no lease holds a row. */
  readonly isFree: Condition = ({ leaseExpiresAt }) =>
    leaseExpiresAt === null || leaseExpiresAt <= this.now();

  /** Whether a delivery of a verification's outcome is pending. */
  isAwaited(id: string): boolean {
    return this.deliveries.some(({ verificationId, state }) => verificationId === id && state === 'PENDING');
  }

  private count(id: string, event: Pick<StoredEvent, 'type'>): number {
    return this.events.filter(({ verificationId, type }) => verificationId === id && type === event.type)
      .length;
  }
}

export function leased(id: string, token: string, status: VerificationEntity['status']): Condition {
  return (row) => row.id === id && row.leaseToken === token && row.status === status;
}
