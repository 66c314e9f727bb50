import type { RateLimitKey, RateLimitSettings, RateLimitStore } from '../storage/rate-limit.store.js';
import type { Clock } from '../time/clock.js';

/** The number of limits that are remembered: more than one of each account is only of use while calls follow soon. */
const MOST_REMEMBERED = 10_000;

/** How long a limit replaces greater ones of the same name after the last call that brought it, in milliseconds. */
const IN_USE_MS = 60_000;

interface StoredLimit extends RateLimitSettings {
  readonly stored: Promise<void>;
  /** When a call last brought it, by the monotonic clock. */
  usedAt: number;
}

/**
 * Stores each limit once per process, with the first call, and again when it has changed. Tenants may name one account
 * with different limits: the smallest one in use counts, so that their calls do not change it in turn.
 */
export class StoredLimits {
  private readonly limits = new Map<string, StoredLimit>();

  constructor(
    private readonly store: Pick<RateLimitStore, 'ensure'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  ensure(key: RateLimitKey, { perSecond, windowMs }: RateLimitSettings): Promise<void> {
    const name = limitName(key);
    const known = this.limits.get(name);
    const usedAt = this.clock.monotonic();
    if (known?.perSecond === perSecond && known.windowMs === windowMs) {
      known.usedAt = usedAt;
      return known.stored;
    }
    const isGreater = known !== undefined && perSecond / windowMs >= known.perSecond / known.windowMs;
    if (isGreater && usedAt < known.usedAt + IN_USE_MS) return known.stored;
    const stored = this.store.ensure(key, { perSecond, windowMs });
    stored.catch(() => this.forget(key));
    if (this.limits.size >= MOST_REMEMBERED) this.limits.clear();
    this.limits.set(name, { perSecond, windowMs, stored, usedAt });
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
