import type { EmulatorClock } from '../clock.js';
import type { CallbackMode } from '../settings/callback-mode.js';
import { statusOf, type Transaction } from './transaction.js';
import { TransactionStateError } from './transaction-state.error.js';
import type { VerificationStore } from './transaction-store.js';
import { assertVerdict, type Verdict } from './verdict.js';

/** Called with every finished verification, once its outcome is in the store. */
export type FinishListener = (transaction: Transaction, callback: CallbackMode | undefined) => void;

/** The actions of a user: open, finish or leave a verification. */
export class VerificationFlow {
  readonly #store: VerificationStore;
  readonly #clock: EmulatorClock;
  readonly #finished: FinishListener;

  constructor(store: VerificationStore, clock: EmulatorClock, finished: FinishListener) {
    this.#store = store;
    this.#clock = clock;
    this.#finished = finished;
  }

  /** Records that the page was opened, and the session. @throws TransactionStateError */
  open(transactionId: string, pageSession: string): Transaction {
    const { leftAt: _, ...transaction } = this.#unfinished(transactionId);
    return this.#store.save({ ...transaction, openedAt: this.#clock.now(), pageSession });
  }

  /** Ends the verification, and schedules its callback. @throws TransactionStateError, InvalidInputError */
  finish(transactionId: string, verdict: Verdict): Transaction {
    assertVerdict(verdict);
    const transaction = this.#unfinished(transactionId);
    const { passed, subCode = passed === 'Y' ? '200' : '205', callback } = verdict;
    const outcome = { finishedAt: this.#clock.now(), passed, subCode };
    const finished = this.#store.save({ ...transaction, outcome });
    this.#finished(finished, callback);
    return finished;
  }

  /** Abandons the verification; there will be no callback. @throws TransactionStateError */
  leave(transactionId: string): Transaction {
    const { pageSession: _, ...transaction } = this.#unfinished(transactionId);
    return this.#store.save({ ...transaction, leftAt: this.#clock.now() });
  }

  #unfinished(transactionId: string): Transaction {
    const transaction = this.#store.find(transactionId);
    if (transaction === undefined) throw new TransactionStateError('unknown', transactionId);
    const status = statusOf(transaction, this.#clock.now());
    if (status === 'finished' || status === 'expired' || status === 'deleted')
      throw new TransactionStateError(status, transactionId);
    return transaction;
  }
}
