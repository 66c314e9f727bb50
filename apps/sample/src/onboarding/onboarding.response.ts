import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  INITIALIZE_PARAMETERS,
  VERIFICATION_REASONS,
  type InitializedVerification,
  type VerificationReason,
} from 'nestjs-id-verification';
import { CreatedVerificationResponse } from 'nestjs-id-verification-http';
import { ONBOARDING_STATES, type Onboarding, type OnboardingState } from './onboarding.entity.js';

/**
 * An onboarding as it is stored. Described by decorators: the plugin of `@nestjs/swagger`, which reads comments, does
 * not run in plain `tsc`.
 */
export class OnboardingResponse {
  @ApiProperty({
    description: 'The application’s id of the onboarding.',
    format: 'uuid',
    example: '7f8de46f-43f7-4b53-a2d3-1f1b0f6f2c11',
  })
  readonly onboardingId: string;

  @ApiProperty({ description: 'All but WAITING are final.', enum: ONBOARDING_STATES, example: 'APPROVED' })
  readonly state: OnboardingState;

  @ApiPropertyOptional({
    description: 'The reason of the decision.',
    enum: VERIFICATION_REASONS,
    example: 'verified',
  })
  readonly reason: VerificationReason | undefined;

  @ApiProperty({
    description: 'The verification of the onboarding.',
    example: INITIALIZE_PARAMETERS.merchantBizId.example,
  })
  readonly merchantBizId: string;

  @ApiProperty({ description: 'When the onboarding was created.', example: '2026-01-31T10:00:00.000Z' })
  readonly createdAt: Date;

  @ApiPropertyOptional({
    description: 'When it was decided.',
    type: Date,
    example: '2026-01-31T10:02:11.000Z',
  })
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

/** An onboarding that waits, and the verification that the user can go through now. */
export class StartedOnboardingResponse extends OnboardingResponse {
  @ApiProperty({ description: 'The initialized verification.' })
  readonly verification: CreatedVerificationResponse;

  constructor(onboarding: Onboarding, started: InitializedVerification) {
    super(onboarding);
    this.verification = new CreatedVerificationResponse(started);
  }
}
