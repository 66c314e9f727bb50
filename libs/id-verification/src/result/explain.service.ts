import { Injectable } from '@nestjs/common';
import { GuardedCalls } from '../cloudauth/guarded-calls.service.js';
import { CHECK_VERIFY_LOG } from '../contract/operations/index.js';
import type { VerifyLog } from '../contract/operations/check-verify-log.js';
import { VerificationReader } from '../verification/verification-reader.service.js';
import { IdVerificationError } from '../errors/id-verification.error.js';

/** Asks the vendor's log how far a person came. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly reader: VerificationReader,
    private readonly calls: GuardedCalls,
  ) {}

  async explain(merchantBizId: string): Promise<VerifyLog> {
    const { transactionId } = await this.reader.get(merchantBizId);
    if (transactionId === undefined) {
      throw new IdVerificationError('not_found', {
        message: 'The vendor has no log of a verification that was never started',
      });
    }
    const parameters = { MerchantBizId: merchantBizId, TransactionId: transactionId };
    return this.calls.call(CHECK_VERIFY_LOG, parameters);
  }
}
