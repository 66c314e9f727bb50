import type { HistoryStore, StoredEvent } from '../../storage/history.store.js';
import type { Operator } from '../../storage/record-event.js';
import type { InMemoryTables } from './in-memory-tables.js';

/** Reads events in memory. */
export class InMemoryHistoryStore implements Pick<HistoryStore, Exclude<keyof HistoryStore, 'purge'>> {
  constructor(private readonly tables: InMemoryTables) {}

  async read(merchantBizId: string): Promise<StoredEvent[]> {
    const row = this.tables.find(merchantBizId);
    return row === undefined
      ? []
      : this.tables.events.filter(({ verificationId }) => verificationId === row.id);
  }

  async recordCheck(merchantBizId: string, by: Operator): Promise<void> {
    const row = this.tables.find(merchantBizId);
    this.tables.record(row === undefined ? [] : [row], { type: 'check_requested' }, by);
  }
}
