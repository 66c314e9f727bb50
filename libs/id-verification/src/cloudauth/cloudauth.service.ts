import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';
import { CLOUDAUTH_CLIENT } from './cloudauth-client.provider.js';
import type { CloudauthClient } from './cloudauth-client.js';
import type { CloudauthOperation, CloudauthParameters } from './cloudauth-operation.js';
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
