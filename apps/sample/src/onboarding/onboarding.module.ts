import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OnboardingDecisions } from './onboarding-decisions.service.js';
import { Onboarding } from './onboarding.entity.js';
import { OnboardingsController } from './onboardings.controller.js';
import { Onboardings } from './onboardings.service.js';

/** A domain that lives on verifications: how an application waits for a verdict and acts on it exactly once. */
@Module({
  imports: [TypeOrmModule.forFeature([Onboarding])],
  controllers: [OnboardingsController],
  providers: [Onboardings, OnboardingDecisions],
})
export class OnboardingModule {}
