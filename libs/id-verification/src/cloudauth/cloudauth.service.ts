import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';
import { checkResult, type CheckResult } from './check-result.js';
import { CLOUDAUTH_CLIENT } from './cloudauth-client.provider.js';
import type { CloudauthClient } from './cloudauth-client.js';
import type { CloudauthOperation, CloudauthParameters } from './cloudauth-operation.js';
import { verifyLog, type VerifyLog } from './verify-log.js';
import { interpretAnswer, text, type CloudauthResult } from './interpret-answer.js';

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
export class CloudauthService implements OnApplicationShutdown {
  constructor(
    @Inject(CLOUDAUTH_CLIENT) private readonly client: CloudauthClient,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** @throws IdVerificationError */
  async initialize(parameters: CloudauthParameters, signal?: AbortSignal): Promise<InitializeResult> {
    const { result, requestId, livemode } = await this.call('Initialize', parameters, signal);
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

  /** @throws IdVerificationError with the vendor code `ProcessNotCompleted` while the person has not finished */
  async checkResult(
    { merchantBizId, transactionId }: { merchantBizId: string; transactionId: string },
    includeFaceImage: boolean,
  ): Promise<CheckResult> {
    const parameters = {
      MerchantBizId: merchantBizId,
      TransactionId: transactionId,
      IsReturnImage: includeFaceImage ? 'Y' : 'N',
    };
    return checkResult(await this.call('CheckResult', parameters, undefined));
  }

  /**
   * Deletes what the vendor holds of a verification: text, pictures and video.
   *
   * @returns whether the vendor says that it did
   */
  async deleteVerifyResult(transactionId: string): Promise<boolean> {
    const parameters = { TransactionId: transactionId, DeleteAfterQuery: 'N', DeleteType: 'All' };
    const { result } = await this.call('DeleteVerifyResult', parameters, undefined);
    return result['DeleteResult'] === 'Y';
  }

  /** Free of charge; the vendor has it after the end of the 30 minutes, for 30 days. */
  async checkVerifyLog(merchantBizId: string, transactionId: string): Promise<VerifyLog> {
    const parameters = { MerchantBizId: merchantBizId, TransactionId: transactionId };
    return verifyLog(await this.call('CheckVerifyLog', parameters, undefined));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  private async call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    signal: AbortSignal | undefined,
  ): Promise<CloudauthResult> {
    const answer = await this.client.call(operation, parameters, {
      timeoutMs: this.options.callTimeoutMs,
      signal,
    });
    return interpretAnswer(answer, { sandbox: this.options.sandbox });
  }
}
