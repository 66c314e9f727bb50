import type { CloudauthParameters, KnownOperation } from '../contract/cloudauth-operation.js';
import type { IdVerificationErrorCode } from '../errors/error-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import type { ResilientClient } from '../resilience/resilient.client.js';

/**
 * What the vendor says at the end of a verification.
 *
 * @publicApi
 */
export interface ScriptedVerdict {
  readonly passed: 'Y' | 'N';
  /** The vendor's sub-code. @default '200' for `Y`, '205' (liveness risk) for `N` */
  readonly subCode?: string | undefined;
}

const SUB_CODES = { Y: '200', N: '205' } as const;

/**
 * The vendor of a test without network: responds in memory with what the test says.
 *
 * @publicApi
 */
export class ScriptedVendor implements Pick<ResilientClient, keyof ResilientClient> {
  readonly sinceSuccessMs = 0;
  readonly idleMs = 0;
  private readonly verdicts = new Map<string, ScriptedVerdict>();
  private readonly failures: IdVerificationError[] = [];
  private issued = 0;

  /** @param verdict of every verification that {@link finish} does not name; absent: users do not finish */
  constructor(private readonly verdict?: ScriptedVerdict) {}

  /** Ends a verification at the vendor, as a user would. The next check reads it. */
  finish(transactionId: string, verdict: ScriptedVerdict): void {
    this.verdicts.set(transactionId, verdict);
  }

  /** Fails the next call of the vendor with this error. Repeated, the calls after it. */
  inject(failure: IdVerificationError | IdVerificationErrorCode): void {
    this.failures.push(typeof failure === 'string' ? new IdVerificationError(failure) : failure);
  }

  /** @internal */
  async call<Result>(operation: KnownOperation<Result>, parameters: CloudauthParameters): Promise<Result> {
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const requestId = `test-request-${(this.issued += 1)}`;
    const result = this.result(operation.name, parameters);
    return operation.decode({ requestId, result, livemode: false }, { sandbox: true });
  }

  /** @internal */
  callOnce<Result>(operation: KnownOperation<Result>, parameters: CloudauthParameters): Promise<Result> {
    return this.call(operation, parameters);
  }

  /** @internal */
  newDeadline(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** @internal */
  async assertAvailable(): Promise<void> {}

  /** @internal */
  allowedWithoutPermits(most: number): number {
    return most;
  }

  /** @internal */
  async acquireSparePermits(_: string, most: number): Promise<number> {
    return most;
  }

  /** @internal */
  abortInFlight(): void {}

  private result(operation: string, { TransactionId = '' }: CloudauthParameters): Record<string, string> {
    if (operation.startsWith('Initialize')) {
      const transactionId = `test-transaction-${this.issued}`;
      return {
        TransactionId: transactionId,
        TransactionUrl: `http://localhost/verify/${transactionId}`,
        Protocol: 'test-protocol',
      };
    }
    if (operation === 'DeleteVerifyResult') return { DeleteResult: 'Y' };
    const verdict = this.verdicts.get(TransactionId) ?? this.verdict;
    if (operation !== 'CheckResult') throw new IdVerificationError('vendor_refused');
    if (verdict === undefined) throw new IdVerificationError('process_not_completed');
    return { Passed: verdict.passed, SubCode: verdict.subCode ?? SUB_CODES[verdict.passed] };
  }
}
