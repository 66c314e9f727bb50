import { ApiProperty } from '@nestjs/swagger';
import type { InitializedVerification } from 'nestjs-id-verification';
import { CreatedVerificationResponse } from 'nestjs-id-verification-http';
import { OnboardingResponse } from './onboarding.response.js';
import type { Onboarding } from './onboarding.entity.js';

/** An onboarding that waits, and the verification that the user can go through now. */
export class StartedOnboardingResponse extends OnboardingResponse {
  @ApiProperty({ description: 'The initialized verification.', type: CreatedVerificationResponse })
  readonly verification: CreatedVerificationResponse;

  constructor(onboarding: Onboarding, started: InitializedVerification) {
    super(onboarding);
    this.verification = new CreatedVerificationResponse(started);
  }
}
