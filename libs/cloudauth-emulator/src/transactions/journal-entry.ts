import { isRecord } from '../responses/json.js';
import type { Transaction } from './transaction.js';

/** One line of the state file: a transaction as it now is, the clock's lead, or the end of everything before. */
export type JournalEntry =
  { readonly transaction: Transaction } | { readonly clockOffsetMs: number } | { readonly reset: true };

/** Whether a parsed line is an entry. */
export function isJournalEntry(value: unknown): value is JournalEntry {
  if (!isRecord(value)) return false;
  if (value['reset'] === true) return true;
  if (typeof value['clockOffsetMs'] === 'number') return true;
  return isTransaction(value['transaction']);
}

const TEXTS = ['transactionId', 'merchantBizId', 'account'];
const TIMES = ['createdAt', 'expiresAt'];

function isTransaction(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return (
    TEXTS.every((name) => typeof value[name] === 'string') &&
    TIMES.every((name) => typeof value[name] === 'number')
  );
}
