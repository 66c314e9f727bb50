import { newMerchantBizId, type InitializeVerificationDto } from 'nestjs-id-verification';
import { MINIMAL_REQUEST } from '../vendor/initialize-parameter-cases.js';

/** A request with only what is required, under a new id. */
export function newRequest(): InitializeVerificationDto {
  return { ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() };
}
