import { Injectable } from '@nestjs/common';
import { CloudauthService } from '../cloudauth/cloudauth.service.js';
import type { VerifyLog } from '../contract/operations/check-verify-log.js';
import { VerificationReader } from '../verification/verification-reader.service.js';
import { IdVerificationError } from '../errors/id-verification.error.js';

/** Asks the vendor's log how far a person came. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly reader: VerificationReader,
    private readonly cloudauth: CloudauthService,
  ) {}

  async explain(merchantBizId: string): Promise<VerifyLog> {
    const { transactionId } = await this.reader.get(merchantBizId);
    if (transactionId === undefined) {
      throw new IdVerificationError('not_found', {
        message: 'The vendor has no log of a verification that was never started',
      });
    }
    return this.cloudauth.checkVerifyLog(merchantBizId, transactionId);
  }
}
