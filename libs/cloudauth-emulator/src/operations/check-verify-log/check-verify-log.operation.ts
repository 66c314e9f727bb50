import { Refusal } from '../../responses/response.js';
import type { EmulatorClock } from '../../clock.js';
import type { VerificationStore } from '../../transactions/transaction-store.js';
import { findTransaction } from '../find-transaction.js';
import type { Operation, OperationCall, OperationResult } from '../operation.js';
import { checkParameters } from '../parameter-rule.js';
import { MERCHANT_BIZ_ID_RULE, TRANSACTION_ID_RULE } from '../transaction-rules.js';
import { verifyLog } from './verify-log.js';

/** Explains why a user did not finish. Client reports arrive late: the log is partial until the expiry. */
export class CheckVerifyLogOperation implements Operation {
  readonly action = 'CheckVerifyLog';
  readonly form = ['MerchantBizId', 'TransactionId'];
  readonly #store: VerificationStore;
  readonly #clock: EmulatorClock;

  constructor(store: VerificationStore, clock: EmulatorClock) {
    this.#store = store;
    this.#clock = clock;
  }

  run(call: OperationCall): OperationResult {
    const refused = checkParameters(call.parameters, [MERCHANT_BIZ_ID_RULE, TRANSACTION_ID_RULE]);
    if (refused !== undefined) return refused;
    const transaction = findTransaction(this.#store, call);
    if (transaction instanceof Refusal) return transaction;
    return verifyLog(transaction, this.#clock.now());
  }
}
