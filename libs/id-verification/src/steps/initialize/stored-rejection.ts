import { classifyReturnCode } from '../../contract/return-codes.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';

/** The error of the Initialize that a row was rejected for. */
export function storedRejection({
  subCode,
  initializeRequestId,
}: Pick<VerificationEntity, 'subCode' | 'initializeRequestId'>): IdVerificationError {
  const { code, hint } = classifyReturnCode(subCode ?? undefined, 400);
  return new IdVerificationError(code, {
    ...(subCode !== null && { vendorCode: subCode }),
    ...(initializeRequestId !== null && { requestId: initializeRequestId }),
    ...(hint !== undefined && { hint }),
  });
}
