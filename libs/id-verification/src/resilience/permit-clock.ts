import { RemoteClock } from '../time/remote-clock.js';
import type { Permit } from '../storage/rate-limit.store.js';

/** A permit, and when it is by this process's monotonic clock, in milliseconds. */
export type LocalPermit = Permit & { readonly at: number };

/** Dates permits, which the database issues by its own clock, by this process's monotonic one, and remembers how long the queue is. */
export class PermitClock {
  private readonly databaseClock = new RemoteClock();
  /** Until when permits are acquired, by operation, as far as this process knows. */
  private readonly queueEnds = new Map<string, number>();

  /**
   * @param requestedAt when it was requested and `receivedAt` when it arrived, by this process's monotonic clock
   */
  date(operation: string, permit: Permit, requestedAt: number, receivedAt: number): LocalPermit {
    this.extendQueue(operation, requestedAt + permit.waitMs);
    this.databaseClock.observe(permit.givenAt, receivedAt);
    // It was issued after it was requested, whatever a clock that was stepped says.
    const issuedAt = Math.max(requestedAt, this.databaseClock.toLocal(permit.givenAt));
    return { ...permit, at: issuedAt + permit.waitMs };
  }

  /** Notes that permits are acquired until then. */
  extendQueue(operation: string, until: number): void {
    this.queueEnds.set(operation, until);
  }

  /** Whether this process knows of callers that wait at that time. */
  isQueued(operation: string, now: number): boolean {
    return (this.queueEnds.get(operation) ?? 0) > now;
  }
}
