import { newMerchantBizId, type InitializeVerificationDto } from 'nestjs-id-verification';
import type { CreateVerificationDto } from './create-verification.dto.js';

/**
 * The library's request for a body, with what the caller left to us.
 *
 * @publicApi
 */
export function startRequest(body: CreateVerificationDto): InitializeVerificationDto {
  const { merchantBizId = newMerchantBizId(), productCode = 'FACE_LIVENESS', ...parameters } = body;
  return { ...parameters, merchantBizId, productCode };
}
