import type { VerificationStatus } from '../storage/verification-status.js';
import { IdVerificationError } from '../errors/id-verification.error.js';

/**
 * The MerchantBizId belongs to another verification: one with other parameters, or one that has ended.
 *
 * @publicApi
 */
export class VerificationConflictError extends IdVerificationError {
  override readonly name = 'VerificationConflictError';

  constructor(
    code: 'parameters_conflict' | 'verification_ended',
    /** The status of the verification that has the MerchantBizId. */
    readonly status: VerificationStatus,
  ) {
    super(code, {
      message:
        code === 'verification_ended'
          ? `The verification with this merchantBizId is ${status}; start a new one under a new id`
          : `The verification with this merchantBizId is ${status} and was started with other parameters`,
    });
  }
}
