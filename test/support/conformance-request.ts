import { newMerchantBizId, type InitializeVerificationDto } from 'nestjs-id-verification';
import { MINIMAL_REQUEST } from './initialize-parameter-cases.js';

/** A request with nothing but what is required, under an id that nobody used before. */
export function newRequest(): InitializeVerificationDto {
  return { ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() };
}
