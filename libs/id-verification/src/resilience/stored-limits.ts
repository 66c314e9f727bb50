import type { RateLimitKey, RateLimitSettings, RateLimitStore } from '../storage/rate-limit.store.js';

/** Stores each operation's limit once in the life of a process, with the first call. */
export class StoredLimits {
  private readonly stored = new Map<string, Promise<void>>();

  constructor(private readonly store: Pick<RateLimitStore, 'ensure'>) {}

  ensure(key: RateLimitKey, limit: RateLimitSettings): Promise<void> {
    const known = this.stored.get(key.operation);
    if (known !== undefined) return known;
    const ensured = this.store.ensure(key, limit);
    ensured.catch(() => this.forget(key));
    this.stored.set(key.operation, ensured);
    return ensured;
  }

  /** The row is not there any more: the table was emptied under a running process. */
  forget({ operation }: RateLimitKey): void {
    this.stored.delete(operation);
  }
}
