import { classifyReturnCode } from '../contract/return-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import type { VerificationTransaction } from '../transaction/verification-transaction.entity.js';

/** What the vendor said to the start that a row was rejected for, as the error that start got. */
export function recordedRefusal({
  subCode,
  initializeRequestId,
}: Pick<VerificationTransaction, 'subCode' | 'initializeRequestId'>): IdVerificationError {
  const { code, hint } = classifyReturnCode(subCode ?? undefined, 400);
  return new IdVerificationError(code, {
    ...(subCode !== null && { vendorCode: subCode }),
    ...(initializeRequestId !== null && { requestId: initializeRequestId }),
    ...(hint !== undefined && { hint }),
  });
}
