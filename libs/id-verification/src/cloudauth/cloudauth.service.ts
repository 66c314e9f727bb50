import { Injectable } from '@nestjs/common';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { checkResult, type CheckResult } from '../contract/operations/check-result.js';
import type { CloudauthParameters } from '../contract/cloudauth-operation.js';
import { GuardedCalls } from './guarded-calls.service.js';
import { text } from '../contract/cloudauth-result.js';
import { verifyLog, type VerifyLog } from '../contract/operations/check-verify-log.js';

/** What `Initialize` gives. */
export interface InitializeResult {
  readonly transactionId: string;
  readonly protocol: string | undefined;
  readonly transactionUrl: string | undefined;
  readonly requestId: string | undefined;
  readonly livemode: boolean;
}

/** The vendor's operations, typed. */
@Injectable()
export class CloudauthService {
  constructor(private readonly calls: GuardedCalls) {}

  /** @throws IdVerificationError where a start would be refused here, without a call */
  async assertStartable(): Promise<void> {
    await this.calls.assertCallable('Initialize');
  }

  /** @throws IdVerificationError */
  async initialize(parameters: CloudauthParameters, signal?: AbortSignal): Promise<InitializeResult> {
    const { result, requestId, livemode } = await this.calls.call({
      operation: 'Initialize',
      parameters,
      signal,
    });
    const transactionId = text(result['TransactionId']);
    if (transactionId === undefined) {
      throw new IdVerificationError('vendor_answer_unreadable', {
        message: 'The vendor reported success without a TransactionId',
        vendorCode: 'Success',
        ...(requestId !== undefined && { requestId }),
      });
    }
    return {
      transactionId,
      protocol: text(result['Protocol']),
      transactionUrl: text(result['TransactionUrl']),
      requestId,
      livemode,
    };
  }

  /**
   * @param background whether a moment for the call was taken before, see {@link momentsForChecks}
   * @throws IdVerificationError with the vendor code `ProcessNotCompleted` while the person has not finished
   */
  async checkResult(
    { merchantBizId, transactionId }: { merchantBizId: string; transactionId: string },
    { includeFaceImage = false, background = false } = {},
  ): Promise<CheckResult> {
    const call = {
      operation: 'CheckResult',
      parameters: {
        MerchantBizId: merchantBizId,
        TransactionId: transactionId,
        IsReturnImage: includeFaceImage ? 'Y' : 'N',
      },
    } as const;
    return checkResult(await (background ? this.calls.callOnce(call) : this.calls.call(call)));
  }

  /**
   * Takes moments for checks in the background.
   *
   * @returns how many there are, up to `most`
   * @throws IdVerificationError `aborted`
   */
  async momentsForChecks(most: number, signal: AbortSignal): Promise<number> {
    return this.calls.leftovers('CheckResult', most, signal);
  }

  /**
   * Deletes what the vendor holds of a verification: text, pictures and video.
   *
   * @returns whether the vendor says that it did
   */
  async deleteVerifyResult(transactionId: string): Promise<boolean> {
    const parameters = { TransactionId: transactionId, DeleteAfterQuery: 'N', DeleteType: 'All' };
    const { result } = await this.calls.call({ operation: 'DeleteVerifyResult', parameters });
    return result['DeleteResult'] === 'Y';
  }

  /** Free of charge; the vendor has it after the end of the 30 minutes, for 30 days. */
  async checkVerifyLog(merchantBizId: string, transactionId: string): Promise<VerifyLog> {
    const parameters = { MerchantBizId: merchantBizId, TransactionId: transactionId };
    return verifyLog(await this.calls.call({ operation: 'CheckVerifyLog', parameters }));
  }
}
