import { Refusal } from '../../responses/response.js';
import type { EmulatorClock } from '../../clock.js';
import type { EmulatorSettings } from '../../settings/settings.js';
import type { Transaction } from '../../transactions/transaction.js';
import type { VerificationStore } from '../../transactions/transaction-store.js';
import type { Operation, OperationCall, OperationResult } from '../operation.js';
import { checkParameters, type ParameterRule } from '../parameter-rule.js';
import { TRANSACTION_ID_RULE } from '../transaction-rules.js';

const RULES: readonly ParameterRule[] = [
  TRANSACTION_ID_RULE,
  { name: 'DeleteAfterQuery', required: true, oneOf: ['Y', 'N'] },
  { name: 'DeleteType', required: true, oneOf: ['Img', 'Text', 'All'] },
];

/**
 * Deletes what is stored of a verification: its image, or its result and with it everything that can be read of it.
 * `DeleteResult` is `N` when deletion was to wait for the result to be fetched, and it has not been.
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

  run({ parameters, account }: OperationCall): OperationResult {
    const refused = checkParameters(parameters, RULES);
    if (refused !== undefined) return refused;
    if (!this.#settings.deleteSupported)
      return new Refusal('InvalidParameter', 'Deletion is not supported for this product solution.');
    const transaction = this.#store.find(parameters['TransactionId'] ?? '');
    if (transaction === undefined || transaction.account !== account)
      return new Refusal('TransactionIdInvalid');
    return this.#delete(
      transaction,
      parameters['DeleteType'] === 'Img',
      parameters['DeleteAfterQuery'] === 'Y',
    );
  }

  #delete(transaction: Transaction, imageOnly: boolean, onlyIfRead: boolean): OperationResult {
    const { transactionId, outcome, resultReadAt, resultDeleted, imageDeleted } = transaction;
    if (resultDeleted || (imageOnly && imageDeleted)) return this.#repeated(transactionId);
    if (outcome === undefined && this.#clock.now() < transaction.expiresAt)
      return new Refusal('ProcessNotCompleted');
    if (onlyIfRead && resultReadAt === undefined) return response('N', transactionId);
    this.#store.save({
      ...transaction,
      imageDeleted: true,
      ...(!imageOnly && { resultDeleted: true }),
    });
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
