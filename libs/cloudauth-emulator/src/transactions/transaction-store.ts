import type { EmulatorClock } from '../clock.js';
import { forgottenAt, type Transaction } from './transaction.js';
import type { Journal } from './journal.js';

const PURGE_EVERY_MS = 3600_000;

/** All transactions, in memory; every change is in the journal before it is visible. */
export class VerificationStore {
  readonly #transactions: Map<string, Transaction>;
  readonly #clock: EmulatorClock;
  readonly #journal: Journal | undefined;
  #purgedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: EmulatorClock, journal: Journal | undefined, known: Iterable<Transaction> = []) {
    this.#clock = clock;
    this.#journal = journal;
    this.#transactions = new Map([...known].map((transaction) => [transaction.transactionId, transaction]));
  }

  /** The transaction, or undefined when it never existed or its 30 days are over. */
  find(transactionId: string): Transaction | undefined {
    const transaction = this.#transactions.get(transactionId);
    return transaction !== undefined && this.#clock.now() < forgottenAt(transaction)
      ? transaction
      : undefined;
  }

  has(transactionId: string): boolean {
    return this.#transactions.has(transactionId);
  }

  /** Inserts or replaces a transaction. */
  save(transaction: Transaction): Transaction {
    this.#purge();
    this.#journal?.write({ transaction });
    this.#transactions.set(transaction.transactionId, transaction);
    return transaction;
  }

  /** All transactions that are not purged, oldest first. */
  list(): Transaction[] {
    const now = this.#clock.now();
    return [...this.#transactions.values()].filter((transaction) => now < forgottenAt(transaction));
  }

  clear(): void {
    this.#journal?.write({ reset: true });
    this.#transactions.clear();
  }

  /** Walking over all of them is rare enough to cost nothing, and 30 days need no better grain than an hour. */
  #purge(): void {
    const now = this.#clock.now();
    if (now - this.#purgedAt < PURGE_EVERY_MS) return;
    this.#purgedAt = now;
    for (const [id, transaction] of this.#transactions)
      if (now >= forgottenAt(transaction)) this.#transactions.delete(id);
  }
}
