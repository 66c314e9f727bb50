import { Body, Controller, Get, Header, HttpStatus, Param, Post, Res, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  DescribesOnboarding,
  DescribesOnboardings,
  DescribesStartOfOnboarding,
} from './onboardings.description.js';
import { IdVerificationValidationPipe } from 'nestjs-id-verification';
import { Caller, IdempotentId, withIdempotentId, JsonBodyGuard } from 'nestjs-id-verification-http';
import { StartLimitsService } from 'nestjs-id-verification-http/limits';
import { OnboardingResponse } from './onboarding.response.js';
import { OnboardingsService } from './onboardings.service.js';
import { StartOnboardingDto } from './start-onboarding.dto.js';
import { StartedOnboardingResponse } from './started-onboarding.response.js';

@Controller('onboardings')
@DescribesOnboardings()
export class OnboardingsController {
  constructor(
    private readonly onboardings: OnboardingsService,
    private readonly adapterHost: HttpAdapterHost,
    private readonly limits: StartLimitsService,
  ) {}

  @Post()
  @UseGuards(JsonBodyGuard)
  @Header('Cache-Control', 'no-store')
  @DescribesStartOfOnboarding()
  async start(
    @Body(IdVerificationValidationPipe) body: StartOnboardingDto,
    @Res({ passthrough: true }) response: unknown,
    @IdempotentId() id: string | undefined,
    @Caller() caller: string,
  ): Promise<StartedOnboardingResponse> {
    const request = withIdempotentId(body, id);
    await this.limits.admit(caller, body.merchantUserId);
    const { onboarding, verification } = await this.onboardings.start(request);
    const { httpAdapter } = this.adapterHost;
    if (verification.replayed) httpAdapter.status(response, HttpStatus.OK);
    else httpAdapter.setHeader(response, 'Location', `/onboardings/${onboarding.id}`);
    return new StartedOnboardingResponse(onboarding, verification);
  }

  @Get(':onboardingId')
  @Header('Cache-Control', 'no-store')
  @DescribesOnboarding()
  async read(@Param('onboardingId') onboardingId: string): Promise<OnboardingResponse> {
    return new OnboardingResponse(await this.onboardings.get(onboardingId));
  }
}
