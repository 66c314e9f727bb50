import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS } from 'nestjs-id-verification';
import { DeliveryPageResponse } from './delivery-page.response.js';
import { HealthResponse } from './health.response.js';
import { StatisticsResponse, StatisticsOverTimeResponse } from './statistics.response.js';
import {
  ApiProblems,
  CURSOR_EXAMPLE,
  BEHIND_A_KEY,
  WITH_A_BODY,
  bodySchema,
} from 'nestjs-id-verification-http';

export function DescribesOperations(): ClassDecorator {
  return applyDecorators(ApiTags('operations'), ApiBearerAuth('bearer'), ApiSecurity('api-key'));
}

export function DescribesStatistics(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'readStatistics',
      summary: 'Counts the verifications that were made in a span of time',
    }),
    DescribesSpan(),
    ApiResponse({ status: 200, type: StatisticsResponse, description: 'The numbers.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}

export function DescribesStatisticsOverTime(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'readStatisticsOverTime',
      summary: 'Counts them hour by hour or day by day',
      description: 'Hours and days are those of UTC. A span touches at most 1,000 of them.',
    }),
    DescribesSpan(),
    ApiQuery({
      name: 'bucket',
      description: 'How long a bucket is.',
      schema: { type: 'string', enum: ['hour', 'day'], example: 'hour' },
    }),
    ApiResponse({ status: 200, type: StatisticsOverTimeResponse, description: 'The numbers of each.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}

export function DescribesHealth(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'readHealth',
      summary: 'Reports how the module is',
      description:
        'Never calls the vendor. A database that is not available is part of the report and no error.',
    }),
    ApiResponse({ status: 200, type: HealthResponse, description: 'The report.' }),
    ApiProblems(BEHIND_A_KEY),
  );
}

export function DescribesDeliveries(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'listDeliveries',
      summary: 'Lists outcomes that were not delivered',
      description: '`PENDING` are under way; `DEAD_LETTERED` have used up their attempts.',
    }),
    ApiQuery({
      name: 'state',
      required: false,
      description: 'How they stand.',
      schema: {
        type: 'string',
        enum: ['PENDING', 'DEAD_LETTERED'],
        default: 'DEAD_LETTERED',
        example: 'DEAD_LETTERED',
      },
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'How many at most.',
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20, example: 50 },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      description: 'The `nextCursor` of the page before.',
      schema: { type: 'string', example: CURSOR_EXAMPLE },
    }),
    ApiResponse({ status: 200, type: DeliveryPageResponse, description: 'One page.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}

export function DescribesRedelivery(): MethodDecorator {
  const schema = bodySchema([['merchantBizId', { ...INITIALIZE_PARAMETERS.merchantBizId }]]);
  return applyDecorators(
    ApiOperation({
      operationId: 'redeliver',
      summary: 'Delivers again what is dead',
      description: 'With all its attempts. What was delivered is not delivered twice.',
    }),
    ApiBody({
      required: true,
      schema: {
        ...schema,
        required: ['merchantBizId'],
        properties: {
          ...schema.properties,
          handler: {
            type: 'string',
            description: 'One handler; all of the verification’s where it is absent.',
            example: 'approve-onboarding',
          },
        },
      },
    }),
    ApiResponse({ status: 204, description: 'It is under way.' }),
    ApiProblems([...BEHIND_A_KEY, ...WITH_A_BODY, 'not_found']),
  );
}

function DescribesSpan(): MethodDecorator {
  const time = (example: string) => ({ type: 'string', format: 'date-time', example });
  return applyDecorators(
    ApiQuery({ name: 'from', description: 'When it begins.', schema: time('2026-06-01T00:00:00Z') }),
    ApiQuery({
      name: 'before',
      description: 'When it ends; not counted itself.',
      schema: time('2026-06-02T00:00:00Z'),
    }),
  );
}
