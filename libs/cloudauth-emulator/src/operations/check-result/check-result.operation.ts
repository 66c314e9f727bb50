import { Refusal } from '../../responses/response.js';
import type { EmulatorClock } from '../../clock.js';
import type { EmulatorSettings } from '../../settings/settings.js';
import type { Transaction } from '../../transactions/transaction.js';
import type { VerificationStore } from '../../transactions/transaction-store.js';
import { findTransaction } from '../find-transaction.js';
import type { Operation, OperationCall, OperationResult } from '../operation.js';
import { checkParameters, type ParameterRule } from '../parameter-rule.js';
import { MERCHANT_BIZ_ID_RULE, TRANSACTION_ID_RULE } from '../transaction-rules.js';
import { extraImages, faceInfo } from './face-info.js';
import { riskInfo } from './risk-info.js';

const RULES: readonly ParameterRule[] = [
  MERCHANT_BIZ_ID_RULE,
  TRANSACTION_ID_RULE,
  { name: 'IsReturnImage', oneOf: ['Y', 'N'] },
  { name: 'ReturnFiveCategorySpoofResult', oneOf: ['Y', 'N'] },
];

/** The dependencies of `CheckResult`. */
export interface CheckResultContext {
  readonly store: VerificationStore;
  readonly clock: EmulatorClock;
  readonly settings: Readonly<EmulatorSettings>;
  /** A link to the video of a transaction, if it has one. */
  readonly videoLink: (transaction: Transaction) => string | undefined;
}

/** Returns how a verification ended; until then it responds with an error and no result. */
export class CheckResultOperation implements Operation {
  readonly action = 'CheckResult';
  readonly #store: VerificationStore;
  readonly #clock: EmulatorClock;
  readonly #settings: Readonly<EmulatorSettings>;
  readonly #videoLink: (transaction: Transaction) => string | undefined;

  constructor({ store, clock, settings, videoLink }: CheckResultContext) {
    this.#store = store;
    this.#clock = clock;
    this.#settings = settings;
    this.#videoLink = videoLink;
  }

  run(call: OperationCall): OperationResult {
    const refused = checkParameters(call.parameters, RULES);
    if (refused !== undefined) return refused;
    const transaction = findTransaction(this.#store, call);
    if (transaction instanceof Refusal) return transaction;
    const { outcome } = transaction;
    if (outcome === undefined) return this.#unfinished(transaction);
    if (transaction.resultReadAt === undefined)
      this.#store.save({ ...transaction, resultReadAt: this.#clock.now() });
    const withImage = call.parameters['IsReturnImage'] === 'Y' && !transaction.imageDeleted;
    return {
      Passed: outcome.passed,
      SubCode: outcome.subCode,
      ExtFaceInfo: faceInfo(
        outcome,
        withImage ? transaction.transactionId : undefined,
        this.#videoLink(transaction),
      ),
      ExtRiskInfo: riskInfo(outcome, call.parameters['ReturnFiveCategorySpoofResult'] === 'Y'),
      ExtInfo: extraImages(transaction, call.parameters['ExtraImageControlList']),
    };
  }

  #unfinished({ expiresAt }: Transaction): Refusal {
    const expired = this.#clock.now() >= expiresAt;
    return new Refusal(expired ? this.#settings.expiredResponse : 'ProcessNotCompleted');
  }
}
