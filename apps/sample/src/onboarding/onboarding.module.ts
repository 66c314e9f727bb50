import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OnboardingDecisionsService } from './onboarding-decisions.service.js';
import { Onboarding } from './onboarding.entity.js';
import { OnboardingsController } from './onboardings.controller.js';
import { OnboardingsService } from './onboardings.service.js';

/** A domain that lives on verifications: how an application waits for a verdict and acts on it exactly once. */
@Module({
  imports: [TypeOrmModule.forFeature([Onboarding])],
  controllers: [OnboardingsController],
  providers: [OnboardingsService, OnboardingDecisionsService],
})
export class OnboardingModule {}
