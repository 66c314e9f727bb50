import { ApiProperty } from '@nestjs/swagger';
import type { InitializedVerification } from 'nestjs-id-verification';
import { StartedVerificationAnswer } from '../verifications/started-verification.answer.js';
import { OnboardingAnswer } from './onboarding.answer.js';
import type { Onboarding } from './onboarding.entity.js';

/** An onboarding that waits, and the verification that the person can go through now. */
export class StartedOnboardingAnswer extends OnboardingAnswer {
  @ApiProperty({ description: 'What the person goes through now.', type: StartedVerificationAnswer })
  readonly verification: StartedVerificationAnswer;

  constructor(onboarding: Onboarding, started: InitializedVerification) {
    super(onboarding);
    this.verification = new StartedVerificationAnswer(started);
  }
}
