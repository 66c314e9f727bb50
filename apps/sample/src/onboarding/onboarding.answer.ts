import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS, type VerificationReason } from 'nestjs-id-verification';
import { ONBOARDING_STATES, type OnboardingState } from './onboarding-state.js';
import type { Onboarding } from './onboarding.entity.js';

/** An onboarding as it stands on record. */
export class OnboardingAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly onboardingId: string;

  @ApiProperty({ enum: ONBOARDING_STATES })
  readonly state: OnboardingState;

  @ApiPropertyOptional({ description: 'Why it was decided so.', type: String, example: 'verified' })
  readonly reason: VerificationReason | undefined;

  @ApiProperty({
    description: 'The verification that decides.',
    example: INITIALIZE_PARAMETERS.merchantBizId.example,
  })
  readonly merchantBizId: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly createdAt: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  readonly decidedAt: Date | undefined;

  constructor(onboarding: Onboarding) {
    this.onboardingId = onboarding.id;
    this.state = onboarding.state;
    this.reason = onboarding.reason ?? undefined;
    this.merchantBizId = onboarding.merchantBizId;
    this.createdAt = onboarding.createdAt;
    this.decidedAt = onboarding.decidedAt ?? undefined;
  }
}
