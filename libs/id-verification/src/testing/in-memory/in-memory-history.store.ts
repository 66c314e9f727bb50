import {
  MOST_EVENTS,
  type HistoryEvent,
  type HistoryStore,
  type StoredEvent,
} from '../../storage/history.store.js';
import type { Operator } from '../../storage/record-event.js';
import { NO_DETAILS, type InMemoryTables } from './in-memory-tables.js';

/** Reads events in memory. */
export class InMemoryHistoryStore implements Pick<HistoryStore, Exclude<keyof HistoryStore, 'purge'>> {
  constructor(private readonly tables: InMemoryTables) {}

  async read(merchantBizId: string, idHashes: readonly string[]): Promise<HistoryEvent[]> {
    const row = this.tables.find(merchantBizId);
    const isOperators = (idHash: string | null) => idHash !== null && idHashes.includes(idHash);
    const recorded = this.tables.events
      .filter(({ verificationId, idHash }) => verificationId === row?.id || isOperators(idHash))
      .map(({ verificationId: _verificationId, idHash: _idHash, ...event }) => event);
    const created = row === undefined ? [] : [told('created', row.createdAt)];
    // Of events at the same time, those that other tables tell of are last.
    return [...created, ...recorded, ...this.deliveriesOf(row?.id), ...this.erasuresOf(idHashes)]
      .sort((a, b) => a.at.getTime() - b.at.getTime())
      .slice(-MOST_EVENTS)
      .map((event) => ({ ...event, endReason: row?.reason ?? null }));
  }

  async recordCheck(merchantBizId: string, by: Operator): Promise<void> {
    const row = this.tables.find(merchantBizId);
    this.tables.record(row === undefined ? [] : [row], { type: 'check_requested' }, by);
  }

  private deliveriesOf(id: string | undefined): StoredEvent[] {
    return this.tables.deliveries.flatMap(({ verificationId, deliveredAt, handler, attempts }) =>
      verificationId === id && deliveredAt !== null
        ? [told('delivered', deliveredAt, { handler, attempt: attempts })]
        : [],
    );
  }

  private erasuresOf(idHashes: readonly string[]): StoredEvent[] {
    return this.tables.receipts.flatMap(({ idHash, erasedAt, vendorDeletion: code }) =>
      idHashes.includes(idHash) && erasedAt !== null ? [told('erased', erasedAt, { code })] : [],
    );
  }
}

/** An event that another table tells of. */
function told(type: StoredEvent['type'], at: Date, details: Partial<StoredEvent> = {}): StoredEvent {
  return { ...NO_DETAILS, type, at, ...details };
}
