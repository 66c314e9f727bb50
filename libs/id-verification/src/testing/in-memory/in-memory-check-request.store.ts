import type { CheckRequestStore } from '../../storage/check-request.store.js';
import type { VerificationStatus } from '../../storage/verification-status.js';
import type { Condition, InMemoryTables } from './in-memory-tables.js';

/** Stores check requests in memory. */
export class InMemoryCheckRequestStore implements Pick<CheckRequestStore, keyof CheckRequestStore> {
  constructor(private readonly tables: InMemoryTables) {}

  async requestChecks(ids: readonly string[]) {
    const { tables } = this;
    const now = tables.now();
    const isAsked = (status: VerificationStatus): Condition => {
      return (row) => ids.includes(row.id) && row.status === status;
    };
    const early = tables.mark(isAsked('INITIALIZING'), { checkRequestedAt: now });
    const waiting = tables.mark(isAsked('PENDING'), { checkRequestedAt: now, nextCheckAt: now });
    tables.record([...early, ...waiting], { type: 'check_requested', isRepeated: true });
    return { claimed: [], waiting: waiting.length };
  }
}
