import { Refusal } from '../../responses/response.js';
import type { JsonObject } from '../../responses/json.js';
import type { EmulatorClock } from '../../clock.js';
import type { CallParameters } from '../../wire/parameters.js';
import { newTransactionId } from '../../randomness/ids.js';
import type { Randomness } from '../../randomness/randomness.js';
import type { EmulatorSettings } from '../../settings/settings.js';
import type { Transaction } from '../../transactions/transaction.js';
import type { VerificationStore } from '../../transactions/transaction-store.js';
import type { Operation, OperationCall, OperationResult } from '../operation.js';
import { checkInitialize } from './check-initialize.js';

/** The dependencies of `Initialize`. */
export interface InitializeContext {
  readonly store: VerificationStore;
  readonly clock: EmulatorClock;
  readonly random: Randomness;
  readonly settings: Readonly<EmulatorSettings>;
  /** The address of the page of a transaction. */
  readonly transactionUrl: (transactionId: string) => string;
  /** Whether a CallbackUrl can be reached; checked only when the setting `checkCallbackUrl` is on. */
  readonly reachable: (callbackUrl: string) => Promise<boolean>;
}

/** Starts a verification. Like the vendor, it accepts a used MerchantBizId. */
export class InitializeOperation implements Operation {
  readonly #context: InitializeContext;

  constructor(
    context: InitializeContext,
    readonly action: string,
    readonly form: readonly string[],
  ) {
    this.#context = context;
  }

  run({ parameters, account }: OperationCall): OperationResult | Promise<OperationResult> {
    const refused = checkInitialize(parameters, this.#context.settings.products);
    if (refused !== undefined) return refused;
    const callbackUrl = parameters['CallbackUrl'];
    if (!callbackUrl || !this.#context.settings.checkCallbackUrl) return this.#start(parameters, account);
    return this.#startIfReachable(callbackUrl, parameters, account);
  }

  async #startIfReachable(
    callbackUrl: string,
    parameters: CallParameters,
    account: string,
  ): Promise<OperationResult> {
    if (await this.#context.reachable(callbackUrl)) return this.#start(parameters, account);
    return new Refusal('InvalidParameter', 'Invalid parameter CallbackUrl: the address is not accessible.');
  }

  #start(parameters: CallParameters, account: string): JsonObject {
    const { store, random, transactionUrl } = this.#context;
    const transaction = store.save(this.#newTransaction(parameters, account));
    return {
      TransactionId: transaction.transactionId,
      Protocol: random.hex(64),
      TransactionUrl: transactionUrl(transaction.transactionId),
    };
  }

  #newTransaction(parameters: CallParameters, account: string): Transaction {
    const { clock, settings } = this.#context;
    const createdAt = clock.now();
    return {
      transactionId: this.#unusedId(),
      merchantBizId: parameters['MerchantBizId'] ?? '',
      account,
      createdAt,
      expiresAt: createdAt + settings.transactionLifetimeMs,
      ...(parameters['CallbackUrl'] && { callbackUrl: parameters['CallbackUrl'] }),
      ...(parameters['CallbackToken'] && { callbackToken: parameters['CallbackToken'] }),
      ...(parameters['DocVideo'] === 'Y' && { docVideo: true as const }),
      ...(parameters['ReturnUrl'] && { returnUrl: parameters['ReturnUrl'] }),
    };
  }

  /** A seed repeats ids after a restart, and those in the state file are used. */
  #unusedId(): string {
    const { store, random } = this.#context;
    let id = newTransactionId(random);
    while (store.has(id)) id = newTransactionId(random);
    return id;
  }
}
