import type { RateLimitKey, RateLimitSettings, RateLimitStore } from '../storage/rate-limit.store.js';

/** The number of limits that are remembered: more than one of each account is only of use while calls follow soon. */
const MOST_REMEMBERED = 10_000;

interface StoredLimit extends RateLimitSettings {
  readonly stored: Promise<void>;
}

/** Stores each limit once per process, with the first call, and again when it has changed. */
export class StoredLimits {
  private readonly limits = new Map<string, StoredLimit>();

  constructor(private readonly store: Pick<RateLimitStore, 'ensure'>) {}

  ensure(key: RateLimitKey, { perSecond, windowMs }: RateLimitSettings): Promise<void> {
    const name = limitName(key);
    const known = this.limits.get(name);
    if (known?.perSecond === perSecond && known.windowMs === windowMs) return known.stored;
    const stored = this.store.ensure(key, { perSecond, windowMs });
    stored.catch(() => this.forget(key));
    if (this.limits.size >= MOST_REMEMBERED) this.limits.clear();
    this.limits.set(name, { perSecond, windowMs, stored });
    return stored;
  }

  /** Stores the limit again with the next call, because its row was deleted. */
  forget(key: RateLimitKey): void {
    this.limits.delete(limitName(key));
  }
}

/** The key as one text. */
export function limitName({ account, endpoint, operation }: RateLimitKey): string {
  return `${account} ${endpoint} ${operation}`;
}
