import { Body, Controller, Get, Header, HttpStatus, Param, Post, Res, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  DescribesOnboarding,
  DescribesOnboardings,
  DescribesStartOfOnboarding,
} from '../docs/onboardings.description.js';
import { StartLimits } from '../limits/start-limits.service.js';
import { Caller } from '../security/caller.js';
import { JsonBodyGuard } from '../verifications/json-body.guard.js';
import { ValidatedPipe } from '../verifications/validated.pipe.js';
import { OnboardingAnswer } from './onboarding.answer.js';
import { Onboardings } from './onboardings.service.js';
import { StartOnboardingDto } from './start-onboarding.dto.js';
import { StartedOnboardingAnswer } from './started-onboarding.answer.js';

@Controller('onboardings')
@DescribesOnboardings()
export class OnboardingsController {
  constructor(
    private readonly onboardings: Onboardings,
    private readonly adapterHost: HttpAdapterHost,
    private readonly limits: StartLimits,
  ) {}

  @Post()
  @UseGuards(JsonBodyGuard)
  @Header('Cache-Control', 'no-store')
  @DescribesStartOfOnboarding()
  async start(
    @Body(new ValidatedPipe(StartOnboardingDto)) body: StartOnboardingDto,
    @Res({ passthrough: true }) response: unknown,
    @Caller() caller: string,
  ): Promise<StartedOnboardingAnswer> {
    await this.limits.admit(caller, body.merchantUserId);
    const { onboarding, verification } = await this.onboardings.start(body);
    if (verification.replayed) this.adapterHost.httpAdapter.status(response, HttpStatus.OK);
    return new StartedOnboardingAnswer(onboarding, verification);
  }

  @Get(':onboardingId')
  @Header('Cache-Control', 'no-store')
  @DescribesOnboarding()
  async read(@Param('onboardingId') onboardingId: string): Promise<OnboardingAnswer> {
    return new OnboardingAnswer(await this.onboardings.get(onboardingId));
  }
}
