import { Body, Controller, Get, Param, Post, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { IdVerificationValidationPipe } from 'nestjs-id-verification';
import {
  Caller,
  IdempotentId,
  JsonBodyGuard,
  NoStore,
  respondToStart,
  withIdempotentId,
  type HttpResponse,
} from 'nestjs-id-verification-http';
import { StartLimitsService } from 'nestjs-id-verification-http/limits';
import {
  ApiProblems,
  BEHIND_A_KEY,
  DescribesRoutes,
  DescribesStart,
} from 'nestjs-id-verification-http/openapi';
import { OnboardingResponse, StartedOnboardingResponse } from './onboarding.response.js';
import { ONBOARDING_PROBLEMS, OnboardingsService } from './onboardings.service.js';
import { StartOnboardingDto } from './start-onboarding.dto.js';

@Controller('onboardings')
@NoStore()
@DescribesRoutes('onboardings')
export class OnboardingsController {
  constructor(
    private readonly onboardings: OnboardingsService,
    private readonly limits: StartLimitsService,
  ) {}

  @Post()
  @UseGuards(JsonBodyGuard)
  @DescribesStart({
    operationId: 'startOnboarding',
    summary: 'Starts an onboarding and initializes its verification',
    description:
      'The outcome of the verification decides: passed approves, failed declines, and one that expires lets the onboarding lapse. Starts are limited for each API key and for each user.',
    body: 'StartOnboarding',
    type: StartedOnboardingResponse,
    created: 'The onboarding waits for its verification.',
  })
  async start(
    @Body(IdVerificationValidationPipe) body: StartOnboardingDto,
    @IdempotentId() id: string | undefined,
    @Caller() caller: string,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<StartedOnboardingResponse> {
    const request = withIdempotentId(body, id);
    await this.limits.admit(caller, body.merchantUserId);
    const { onboarding, verification } = await this.onboardings.start(request);
    respondToStart(response, verification, `/v1/onboardings/${onboarding.id}`);
    return new StartedOnboardingResponse(onboarding, verification);
  }

  @Get(':onboardingId')
  @ApiOperation({ operationId: 'readOnboarding', summary: 'Reads an onboarding' })
  @ApiParam({
    name: 'onboardingId',
    description: 'The id of the onboarding.',
    schema: { type: 'string', format: 'uuid', example: '7f8de46f-43f7-4b53-a2d3-1f1b0f6f2c11' },
  })
  @ApiResponse({ status: 200, type: OnboardingResponse, description: 'The onboarding.' })
  @ApiProblems(BEHIND_A_KEY, ONBOARDING_PROBLEMS)
  async read(@Param('onboardingId') onboardingId: string): Promise<OnboardingResponse> {
    return new OnboardingResponse(await this.onboardings.get(onboardingId));
  }
}
