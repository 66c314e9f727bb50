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
} from '@nestjs/swagger';
import { OnboardingResponse } from './onboarding.response.js';
import { StartedOnboardingResponse } from './started-onboarding.response.js';
import { IDEMPOTENCY_KEY_HEADER } from '../docs/idempotency-key.header.js';
import { LOCATION } from '../docs/location.header.js';
import { ApiProblems } from '../docs/api-problems.decorator.js';
import { BEHIND_A_KEY, OF_A_VENDOR_CALL, WITH_A_BODY } from '../docs/route-problems.js';
import { SCHEMA_NAMES, schemaReference } from '../docs/schema-reference.js';

export function DescribesOnboardings(): ClassDecorator {
  return applyDecorators(ApiTags('onboardings'), ApiBearerAuth('bearer'), ApiSecurity('api-key'));
}

export function DescribesStartOfOnboarding(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'startOnboarding',
      summary: 'Starts an onboarding and the verification that it waits for',
      description:
        'The outcome of the verification decides: passed approves, failed declines, and one that expires lets the onboarding lapse. Starts are limited for each API key and for each user.',
    }),
    ApiHeader(IDEMPOTENCY_KEY_HEADER),
    ApiBody({ required: true, schema: schemaReference(SCHEMA_NAMES.startOnboarding) }),
    ApiResponse({
      status: 201,
      type: StartedOnboardingResponse,
      description: 'Waiting.',
      headers: LOCATION,
    }),
    ApiResponse({ status: 200, type: StartedOnboardingResponse, description: 'The same start again.' }),
    ApiProblems([
      ...BEHIND_A_KEY,
      ...WITH_A_BODY,
      ...OF_A_VENDOR_CALL,
      'parameters_refused',
      'parameters_conflict',
      'verification_ended',
    ]),
  );
}

export function DescribesOnboarding(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'readOnboarding', summary: 'Reads an onboarding' }),
    ApiParam({
      name: 'onboardingId',
      description: 'The id that the start returned.',
      schema: { type: 'string', format: 'uuid', example: '7f8de46f-43f7-4b53-a2d3-1f1b0f6f2c11' },
    }),
    ApiResponse({ status: 200, type: OnboardingResponse, description: 'As it is stored.' }),
    ApiProblems([...BEHIND_A_KEY, 'onboarding_not_found']),
  );
}
