import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EvidenceParameters } from '../../contract/evidence.js';
import { checkResultParameters, type CheckResult } from '../../contract/operations/check-result.js';
import { CHECK_RESULT } from '../../contract/operations/index.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { isVendorAccount } from '../../keys/vendor-account.js';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { ResilientClient } from '../../resilience/resilient.client.js';
import { AccountsService, type Account } from '../../vendor/accounts.service.js';
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
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
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
      this.assertSameAccount(error, verification, options.account);
      if (evidence === undefined || !(error instanceof ResponseTooLargeError)) throw error;
      const { merchantBizId } = verification;
      this.logger.warn(logLine('face_image_too_large', { merchantBizId, problem: error.message }));
      return this.calls.call(CHECK_RESULT, checkResultParameters(verification), options);
    }
  }

  /**
   * To another account than the one of Initialize, the vendor reports every id as unknown, also that of a user who passed.
   * A tenant's account may have been replaced.
   *
   * @throws IdVerificationError `credentials_unavailable`
   */
  private assertSameAccount(error: unknown, { vendorAccount }: Checked, account: Account | undefined): void {
    if (!(error instanceof IdVerificationError) || error.code !== 'transaction_invalid') return;
    if (account === undefined || vendorAccount === null) return;
    if (isVendorAccount(vendorAccount, { ...this.options, ...account })) return;
    throw new IdVerificationError('credentials_unavailable', {
      message: 'The tenant has another AccessKey or endpoint now than at Initialize',
      nothingSent: false,
      requestId: error.requestId,
      hint: 'Let the option `accounts` return the account of Initialize until its verifications have ended.',
    });
  }
}
