import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../../responses/response.js';
import type { EmulatorClock } from '../../clock.js';
import type { EmulatorSettings } from '../../settings/settings.js';
import type { Transaction } from '../../transactions/transaction.js';
import type { VerificationStore } from '../../transactions/transaction-store.js';
import type { Operation, OperationCall, OperationResult } from '../operation.js';
import { checkParameters, type ParameterRule } from '../parameter-rule.js';
import { TRANSACTION_ID_RULE } from '../transaction-rules.js';

/** The data that each `DeleteType` deletes: the pictures, everything else, or both. */
const DELETED: Readonly<Record<string, Pick<Transaction, 'imageDeleted' | 'resultDeleted'>>> = {
  Img: { imageDeleted: true },
  Text: { resultDeleted: true },
  All: { imageDeleted: true, resultDeleted: true },
};

const RULES: readonly ParameterRule[] = [
  TRANSACTION_ID_RULE,
  { name: 'DeleteAfterQuery', required: true, oneOf: ['Y', 'N'] },
  { name: 'DeleteType', required: true, oneOf: Object.keys(DELETED) },
];

/**
 * Deletes the data of a verification: its pictures, or its result and log. `DeleteResult` is `N` when deletion was to
 * wait for the result to be fetched, and it has not been.
 */
export class DeleteVerifyResultOperation implements Operation {
  readonly action = 'DeleteVerifyResult';
  readonly #store: VerificationStore;
  readonly #clock: EmulatorClock;
  readonly #settings: Readonly<EmulatorSettings>;

  constructor(store: VerificationStore, clock: EmulatorClock, settings: Readonly<EmulatorSettings>) {
    this.#store = store;
    this.#clock = clock;
    this.#settings = settings;
  }

  get successCode(): string {
    return this.#settings.deleteSuccessCode;
  }

  run({ parameters, account }: OperationCall): OperationResult {
    const refused = checkParameters(parameters, RULES);
    if (refused !== undefined) return refused;
    if (!this.#settings.deleteSupported)
      return new Refusal('InvalidParameter', 'Deletion is not supported for this product solution.');
    const transaction = this.#store.find(parameters['TransactionId'] ?? '');
    if (transaction === undefined || transaction.account !== account)
      return new Refusal('TransactionIdInvalid');
    const deleted = DELETED[parameters['DeleteType'] ?? ''] ?? {};
    return this.#delete(transaction, deleted, parameters['DeleteAfterQuery'] === 'Y');
  }

  #delete(transaction: Transaction, deleted: Partial<Transaction>, onlyIfRead: boolean): OperationResult {
    const { transactionId, outcome, resultReadAt } = transaction;
    const after = { ...transaction, ...deleted };
    if (isDeepStrictEqual(after, transaction)) return this.#repeated(transactionId);
    if (outcome === undefined && this.#clock.now() < transaction.expiresAt)
      return new Refusal('ProcessNotCompleted');
    if (onlyIfRead && resultReadAt === undefined) return response('N', transactionId);
    this.#store.save(after);
    return response('Y', transactionId);
  }

  #repeated(transactionId: string): OperationResult {
    if (this.#settings.repeatedDeleteResponse === 'Success') return response('Y', transactionId);
    return new Refusal('TransactionIdInvalid');
  }
}

function response(deleted: 'Y' | 'N', transactionId: string): OperationResult {
  return { DeleteResult: deleted, TransactionId: transactionId };
}
