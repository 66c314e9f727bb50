import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiSecurity,
  ApiTags,
  type SchemaObject,
} from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS, type InitializeParameter } from 'nestjs-id-verification';
import { ONBOARDING_PROBLEMS } from './onboarding-problems.js';
import { OnboardingResponse } from './onboarding.response.js';
import { StartedOnboardingResponse } from './started-onboarding.response.js';
import {
  bodySchema,
  IDEMPOTENCY_KEY_HEADER,
  LOCATION,
  ApiProblems,
  BEHIND_A_KEY,
  BEHIND_A_KEY_TO_CHANGE,
  OF_AN_INITIALIZE,
  WITH_A_BODY,
  schemaReference,
} from 'nestjs-id-verification-http/openapi';

/** The body of a start, by its name in the document. */
export const START_ONBOARDING = 'StartOnboarding';

/** The few parameters that the application does not choose itself. */
export function startOnboardingSchema(): SchemaObject {
  const { merchantBizId, merchantUserId, metaInfo } = INITIALIZE_PARAMETERS;
  return bodySchema(Object.entries<InitializeParameter>({ merchantBizId, merchantUserId, metaInfo }));
}

export function DescribesOnboardings(): ClassDecorator {
  return applyDecorators(ApiTags('onboardings'), ApiBearerAuth('bearer'), ApiSecurity('api-key'));
}

export function DescribesStartOfOnboarding(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'startOnboarding',
      summary: 'Starts an onboarding and initializes its verification',
      description:
        'The outcome of the verification decides: passed approves, failed declines, and one that expires lets the onboarding lapse. Starts are limited for each API key and for each user.',
    }),
    ApiHeader(IDEMPOTENCY_KEY_HEADER),
    ApiBody({ required: true, schema: schemaReference(START_ONBOARDING) }),
    ApiResponse({
      status: 201,
      type: StartedOnboardingResponse,
      description: 'The onboarding waits for its verification.',
      headers: LOCATION,
    }),
    ApiResponse({
      status: 200,
      type: StartedOnboardingResponse,
      description: 'The replayed response to a repeated request.',
    }),
    ApiProblems([...BEHIND_A_KEY_TO_CHANGE, ...WITH_A_BODY, ...OF_AN_INITIALIZE]),
  );
}

export function DescribesOnboarding(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'readOnboarding', summary: 'Reads an onboarding' }),
    ApiParam({
      name: 'onboardingId',
      description: 'The id of the onboarding.',
      schema: { type: 'string', format: 'uuid', example: '7f8de46f-43f7-4b53-a2d3-1f1b0f6f2c11' },
    }),
    ApiResponse({ status: 200, type: OnboardingResponse, description: 'The onboarding.' }),
    ApiProblems(BEHIND_A_KEY, ONBOARDING_PROBLEMS),
  );
}
