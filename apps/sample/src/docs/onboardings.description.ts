import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { OnboardingAnswer } from '../onboarding/onboarding.answer.js';
import { StartedOnboardingAnswer } from '../onboarding/started-onboarding.answer.js';
import { ApiProblem } from './api-problem.decorator.js';
import { SCHEMA_NAMES, schemaReference } from './schema-reference.js';

export function DescribesOnboardings(): ClassDecorator {
  return applyDecorators(
    ApiTags('onboardings'),
    ApiBearerAuth('bearer'),
    ApiSecurity('api-key'),
    ApiProblem(401, 'No API key, or one that is not known.'),
    ApiProblem(503, 'The database cannot be reached.', { retryAfter: true }),
  );
}

export function DescribesStartOfOnboarding(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: 'Starts an onboarding and the verification that it waits for',
      description:
        'The outcome of the verification decides: passed approves, failed declines, and one that expires lets the onboarding lapse.',
    }),
    ApiBody({ required: true, schema: schemaReference(SCHEMA_NAMES.startOnboarding) }),
    ApiResponse({ status: 201, type: StartedOnboardingAnswer, description: 'Waiting.' }),
    ApiResponse({ status: 200, type: StartedOnboardingAnswer, description: 'The same start again.' }),
    ApiProblem(400, 'A field breaks a rule, see `errors`; or the body is not valid JSON.'),
    ApiProblem(409, 'The merchantBizId was used with other parameters, or its verification has ended.'),
    ApiProblem(413, 'The body is larger than 64 kB.'),
    ApiProblem(415, 'The body is not called JSON.'),
    ApiProblem(429, 'The vendor’s calls per second are used up.', { retryAfter: true }),
    ApiProblem(502, 'The vendor refuses this application; its operator must look into the log.'),
    ApiProblem(503, 'The vendor or the database is not available.', { retryAfter: true }),
  );
}

export function DescribesOnboarding(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: 'Reads an onboarding' }),
    ApiParam({ name: 'onboardingId', schema: { type: 'string', format: 'uuid' } }),
    ApiResponse({ status: 200, type: OnboardingAnswer, description: 'As it stands on record.' }),
    ApiProblem(404, 'There is no such onboarding.'),
  );
}
