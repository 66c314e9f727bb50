import { RemoteClock } from '../time/remote-clock.js';
import type { Permit } from '../storage/rate-limit.store.js';

/** A permit, with its time on this process's monotonic clock, in milliseconds. */
export type LocalPermit = Permit & { readonly at: number };

/** The number of queues that are remembered. */
const MOST_REMEMBERED = 10_000;

/**
 * Translates permits from the database's clock to this process's monotonic clock, and remembers the end of the queue.
 */
export class PermitClock {
  private readonly databaseClock = new RemoteClock();
  /** The latest known permit, by the name of the limit. */
  private readonly queueEnds = new Map<string, number>();

  /** @param requestedAt the time of the request, `receivedAt` that of its arrival, on this process's monotonic clock */
  date(limit: string, permit: Permit, requestedAt: number, receivedAt: number): LocalPermit {
    this.extendQueue(limit, requestedAt + permit.waitMs);
    this.databaseClock.observe(permit.givenAt, receivedAt);
    // A permit is issued after it was requested, even if the database's clock was stepped.
    const issuedAt = Math.max(requestedAt, this.databaseClock.toLocal(permit.givenAt));
    return { ...permit, at: issuedAt + permit.waitMs };
  }

  /** Records the time of the latest permit. */
  extendQueue(limit: string, until: number): void {
    // Without its end a queue is only found later, by the statement that asks for a permit.
    if (this.queueEnds.size >= MOST_REMEMBERED) this.queueEnds.clear();
    this.queueEnds.set(limit, until);
  }

  /** Whether callers are known to be queued at that time. */
  isQueued(limit: string, now: number): boolean {
    return (this.queueEnds.get(limit) ?? 0) > now;
  }
}
