import { existsSync, readFileSync } from 'node:fs';
import { isJournalEntry, type JournalEntry } from './journal-entry.js';
import type { Transaction } from './transaction.js';

/** The state in a state file. */
export interface JournalState {
  readonly transactions: ReadonlyMap<string, Transaction>;
  readonly clockOffsetMs: number;
}

const NEWLINE = 0x0a;

/**
 * Reads a state file; one that does not exist is empty. A last line without its newline was torn by a crash before its
 * response went out, and is left out. @throws Error when any other line cannot be read, with its number.
 */
export function readJournal(path: string): JournalState {
  const transactions = new Map<string, Transaction>();
  let clockOffsetMs = 0;
  for (const entry of entriesOf(path)) {
    if ('transaction' in entry) transactions.set(entry.transaction.transactionId, entry.transaction);
    else if ('clockOffsetMs' in entry) clockOffsetMs = entry.clockOffsetMs;
    else transactions.clear();
  }
  return { transactions, clockOffsetMs };
}

function* entriesOf(path: string): Generator<JournalEntry> {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  let start = 0;
  for (let number = 1; ; number += 1) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) return;
    if (end > start) yield parseLine(bytes.toString('utf8', start, end), number, path);
    start = end + 1;
  }
}

function parseLine(line: string, number: number, path: string): JournalEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (isJournalEntry(value)) return value;
  throw new Error(
    `${path}: line ${number} is not an entry of a state file; move the file away to start anew`,
  );
}
