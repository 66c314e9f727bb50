import type { RateLimitKey, RateLimitSettings, RateLimitStore } from '../storage/rate-limit.store.js';

/** Stores each operation's limit once per process, with the first call. */
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

  /** Stores the limit again with the next call, because its row was deleted. */
  forget({ operation }: RateLimitKey): void {
    this.stored.delete(operation);
  }
}
