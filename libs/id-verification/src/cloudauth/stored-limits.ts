import type { QuotaKey, QuotaLimit, QuotaStore } from '../transaction/quota.store.js';

/** Stores each operation's limit once in the life of a process, with the first call. */
export class StoredLimits {
  private readonly stored = new Map<string, Promise<void>>();

  constructor(private readonly store: Pick<QuotaStore, 'ensure'>) {}

  ensure(key: QuotaKey, limit: QuotaLimit): Promise<void> {
    const known = this.stored.get(key.operation);
    if (known !== undefined) return known;
    const ensured = this.store.ensure(key, limit);
    ensured.catch(() => this.forget(key));
    this.stored.set(key.operation, ensured);
    return ensured;
  }

  /** The row is not there any more: the table was emptied under a running process. */
  forget({ operation }: QuotaKey): void {
    this.stored.delete(operation);
  }
}
