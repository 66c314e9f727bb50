import { RESULT_RETENTION_MS } from '../../contract/vendor-times.js';
import type { ErasurePosition, ErasureStore, StoredErasure } from '../../storage/erasure.store.js';
import type { VendorDeletion } from '../../storage/erasure.entity.js';
import type { Sql } from '../../storage/sql.js';
import type { PageWindow } from '../../validation/page.js';
import { backoffMs, type Backoff } from '../../time/backoff.js';
import { earliest } from './in-memory-due-work.store.js';
import type { InMemoryDeliveryStore } from './in-memory-delivery.store.js';
import { endRow } from './in-memory-end.js';
import type { InMemoryReceipt, InMemoryTables } from './in-memory-tables.js';

/** Erases rows in memory. */
export class InMemoryErasureStore implements Pick<ErasureStore, Exclude<keyof ErasureStore, 'purge'>> {
  constructor(
    private readonly tables: InMemoryTables,
    private readonly deliveries: Pick<InMemoryDeliveryStore, 'deliver'>,
  ) {}

  async request(
    ...[id, merchantBizId, idHash, force, leaseMs, by]: Parameters<ErasureStore['request']>
  ): Promise<StoredErasure | undefined> {
    const row = this.tables.find(merchantBizId);
    if (row === undefined) return undefined;
    const isOpen = row.status === 'INITIALIZING' || row.status === 'PENDING';
    const isErasing = this.tables.receipts.some(
      ({ state, verificationId }) => state === 'ERASING' && verificationId === row.id,
    );
    if ((isOpen && !force) || isErasing) return undefined;
    const now = this.tables.now();
    const { id: verificationId, transactionId, vendorAccount, tenant } = row;
    const completedAt = isOpen ? now : (row.completedAt ?? now);
    // Without a verdict the user may still finish at the vendor until the expiry.
    const mayFinish = isOpen || row.status === 'EXPIRED';
    const endsAt = Math.max(completedAt.getTime(), mayFinish ? time(row.expiresAt) : 0);
    const receipt: InMemoryReceipt = {
      id,
      idHash,
      verificationId,
      state: 'ERASING',
      vendorDeletion: transactionId === null ? 'NEVER_THERE' : 'PENDING',
      transactionId,
      vendorAccount,
      tenant,
      attempts: 1,
      requestedAt: now,
      erasedAt: null,
      vendorDeletesAt: new Date(endsAt + RESULT_RETENTION_MS),
      nextAttemptAt: this.tables.in(leaseMs),
    };
    this.tables.receipts = [...this.tables.receipts, receipt];
    this.tables.record([row], { type: 'erasure_requested' }, by);
    const end = { status: 'EXPIRED', subCode: 'erased', reason: 'erased' } as const;
    const ended = isOpen ? endRow(this.tables, ({ id }) => id === verificationId, end) : undefined;
    if (ended !== undefined) await this.deliveries.deliver(ended);
    return this.read(receipt);
  }

  async release(id: string): Promise<void> {
    this.update(
      (receipt) => receipt.id === id && receipt.state !== 'DONE',
      () => ({ nextAttemptAt: this.tables.in(0) }),
    );
  }

  async get(id: string): Promise<StoredErasure | undefined> {
    const receipt = this.tables.receipts.find((one) => one.id === id);
    return receipt && this.read(receipt);
  }

  async list({ after, limit }: PageWindow<ErasurePosition>): Promise<StoredErasure[]> {
    return this.tables.receipts
      .filter(({ id }) => after === undefined || id < after.id)
      .toSorted((one, other) => (one.id < other.id ? 1 : -1))
      .slice(0, limit)
      .map((receipt) => this.read(receipt));
  }

  async find(idHashes: readonly string[]): Promise<StoredErasure | undefined> {
    const receipt = this.tables.receipts.findLast(({ idHash }) => idHashes.includes(idHash));
    return receipt && this.read(receipt);
  }

  async wipe(): Promise<number> {
    return this.update(
      ({ state, verificationId }) =>
        state === 'ERASING' && (verificationId === null || this.erase(verificationId)),
      ({ vendorDeletion }) => ({
        verificationId: null,
        erasedAt: this.tables.now(),
        state: vendorDeletion === 'PENDING' ? 'DELETING' : 'DONE',
      }),
    ).length;
  }

  nextErasure(): Sql {
    const canBeErased = this.tables.receipts.some(
      ({ state, verificationId }) =>
        state === 'ERASING' && (verificationId === null || !this.tables.isAwaited(verificationId)),
    );
    const deleting = this.tables.receipts.filter(({ state }) => state === 'DELETING');
    return earliest(canBeErased ? [this.tables.now()] : deleting.map(({ nextAttemptAt }) => nextAttemptAt));
  }

  async claimDeletion(policy: Backoff, paused: readonly string[] = []): Promise<StoredErasure | undefined> {
    const now = this.tables.now();
    const [due] = this.tables.receipts
      .filter(({ state, nextAttemptAt }) => state === 'DELETING' && nextAttemptAt <= now)
      .filter(({ tenant }) => !paused.includes(tenant ?? ''))
      .sort((one, other) => one.nextAttemptAt.getTime() - other.nextAttemptAt.getTime());
    const [claimed] = this.update(
      (receipt) => receipt === due,
      ({ attempts }) => ({
        attempts: attempts + 1,
        nextAttemptAt: this.tables.in(backoffMs(policy, attempts + 1)),
      }),
    );
    return claimed && this.read(claimed);
  }

  async postpone(id: string, delayMs: number): Promise<void> {
    this.update(
      (receipt) => receipt.id === id && receipt.state === 'DELETING',
      ({ attempts }) => ({ attempts: attempts - 1, nextAttemptAt: this.tables.in(delayMs) }),
    );
  }

  async finish(id: string, vendorDeletion: VendorDeletion): Promise<void> {
    this.update(
      (receipt) => receipt.id === id,
      () => ({ state: 'DONE', vendorDeletion, transactionId: null, vendorAccount: null, tenant: null }),
    );
  }

  /** @returns false while a delivery of its outcome is pending */
  private erase(verificationId: string): boolean {
    if (this.tables.isAwaited(verificationId)) return false;
    this.tables.delete(({ id }) => id === verificationId);
    return true;
  }

  private update(
    condition: (receipt: InMemoryReceipt) => boolean,
    change: (receipt: InMemoryReceipt) => Partial<InMemoryReceipt>,
  ): InMemoryReceipt[] {
    const changed: InMemoryReceipt[] = [];
    this.tables.receipts = this.tables.receipts.map((receipt) => {
      if (!condition(receipt)) return receipt;
      const next = { ...receipt, ...change(receipt) };
      changed.push(next);
      return next;
    });
    return changed;
  }

  private read({
    idHash: _idHash,
    nextAttemptAt: _nextAttemptAt,
    ...receipt
  }: InMemoryReceipt): StoredErasure {
    return { ...receipt, readAt: this.tables.now() };
  }
}

function time(date: Date | null): number {
  return date?.getTime() ?? 0;
}
