import { RemoteClock } from '../time/remote-clock.js';
import type { Permit } from '../storage/rate-limit.store.js';

/** A permit, with its time on this process's monotonic clock, in milliseconds. */
export type LocalPermit = Permit & { readonly at: number };

/**
 * Translates permits from the database's clock to this process's monotonic clock, and remembers the end of the queue.
 */
export class PermitClock {
  private readonly databaseClock = new RemoteClock();
  /** The latest known permit, by operation. */
  private readonly queueEnds = new Map<string, number>();

  /** @param requestedAt the time of the request, `receivedAt` that of its arrival, on this process's monotonic clock */
  date(operation: string, permit: Permit, requestedAt: number, receivedAt: number): LocalPermit {
    this.extendQueue(operation, requestedAt + permit.waitMs);
    this.databaseClock.observe(permit.givenAt, receivedAt);
    // A permit is issued after it was requested, even if the database's clock was stepped.
    const issuedAt = Math.max(requestedAt, this.databaseClock.toLocal(permit.givenAt));
    return { ...permit, at: issuedAt + permit.waitMs };
  }

  /** Records the time of the latest permit. */
  extendQueue(operation: string, until: number): void {
    this.queueEnds.set(operation, until);
  }

  /** Whether callers are known to be queued at that time. */
  isQueued(operation: string, now: number): boolean {
    return (this.queueEnds.get(operation) ?? 0) > now;
  }
}
