import { Inject } from '@nestjs/common';
import { getIdVerificationServiceToken } from './get-id-verification-service-token.js';

/**
 * Injects the {@link IdVerificationService} of the instance with this name.
 *
 * @example
 * constructor(@InjectIdVerification('kyc') private readonly verifications: IdVerificationService) {}
 *
 * @publicApi
 */
export const InjectIdVerification = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getIdVerificationServiceToken(name));
