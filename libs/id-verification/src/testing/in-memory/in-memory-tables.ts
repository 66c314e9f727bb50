import type { StoredEvent } from '../../storage/history.store.js';
import type { Operator } from '../../storage/record-event.js';
import type { StoredDelivery } from '../../storage/undelivered.store.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import type { Clock } from '../../time/clock.js';

export type Changes = Partial<VerificationEntity>;
export type Condition = (row: VerificationEntity) => boolean;

export const NO_LEASE = { leaseToken: null, leaseExpiresAt: null } as const;

/** What an event has no more to say about. */
const NO_DETAILS = { status: null, code: null, requestId: null, handler: null, attempt: null } as const;

/** What the stores of a test of one process share: rows in memory, and what every statement does alike. */
export class InMemoryTables {
  rows: readonly VerificationEntity[] = [];
  /** The deliveries whose handlers threw, or were not called for that. */
  undelivered: readonly StoredDelivery[] = [];
  readonly events: (StoredEvent & { readonly verificationId: string })[] = [];

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
    event: Pick<StoredEvent, 'type'> & Partial<StoredEvent>,
    by?: Operator,
  ): readonly Row[] {
    const at = this.now();
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

  /** Whether no lease holds a row. */
  readonly isFree: Condition = ({ leaseExpiresAt }) =>
    leaseExpiresAt === null || leaseExpiresAt <= this.now();

  /** Whether a delivery of a verification's outcome is pending. */
  isAwaited(id: string): boolean {
    return this.undelivered.some(({ verificationId }) => verificationId === id);
  }
}

export function leased(id: string, token: string, status: VerificationEntity['status']): Condition {
  return (row) => row.id === id && row.leaseToken === token && row.status === status;
}
