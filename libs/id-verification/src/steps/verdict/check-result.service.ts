import { Injectable, Logger } from '@nestjs/common';
import type { EvidenceParameters } from '../../contract/evidence.js';
import { checkResultParameters, type CheckResult } from '../../contract/operations/check-result.js';
import { CHECK_RESULT } from '../../contract/operations/index.js';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { ResilientClient } from '../../resilience/resilient.client.js';
import { AccountsService } from '../../vendor/accounts.service.js';
import { ResponseTooLargeError } from '../../vendor/read-response.js';

/** The evidence to request, none without, and whether the caller already has a permit. */
export interface CheckMode {
  readonly evidence?: EvidenceParameters | undefined;
  readonly background?: boolean;
}

/** The verification to check. */
type Checked = Pick<VerificationEntity, 'merchantBizId' | 'tenant' | 'vendorAccount'> & {
  readonly transactionId: string;
};

/** Calls CheckResult. A face image that is too large to be received is left out: the verdict does not depend on it. */
@Injectable()
export class CheckResultService {
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(
    private readonly calls: ResilientClient,
    private readonly accounts: AccountsService,
  ) {}

  /** @throws IdVerificationError the vendor's refusal or failure */
  async request(verification: Checked, { evidence, background = false }: CheckMode): Promise<CheckResult> {
    const parameters = checkResultParameters(verification, evidence);
    // Leases cover one deadline, not one for each call.
    const deadline = this.calls.newDeadline();
    const options = { account: await this.accounts.of(verification.tenant), deadline };
    try {
      return await (background
        ? this.calls.callOnce(CHECK_RESULT, parameters, options)
        : this.calls.call(CHECK_RESULT, parameters, options));
    } catch (error) {
      if (evidence === undefined || !(error instanceof ResponseTooLargeError)) {
        return this.accounts.rethrow(error, options.account, verification);
      }
      const { merchantBizId } = verification;
      this.logger.warn(logLine('face_image_too_large', { merchantBizId, problem: error.message }));
      return this.calls.call(CHECK_RESULT, checkResultParameters(verification), options);
    }
  }
}
