import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiProduces, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS } from 'nestjs-id-verification';
import { CONSOLE_PROBLEMS } from './console-problems.js';
import { DeliveryPageResponse } from './delivery-page.response.js';
import { ErasurePageResponse } from './erasure-page.response.js';
import { LONGEST_REASON } from './operator-actions.service.js';
import { HealthResponse } from './health.response.js';
import { RoleResponse } from './role.response.js';
import { StatisticsResponse, StatisticsOverTimeResponse } from './statistics.response.js';
import {
  ApiProblems,
  BEHIND_A_KEY,
  BEHIND_A_KEY_TO_CHANGE,
  DescribesFilter,
  DescribesPage,
  WITH_A_BODY,
  bodySchema,
} from 'nestjs-id-verification-http/openapi';

const CSV_EXAMPLE =
  'merchantBizId,transactionId,tenant,productCode,status,subCode,reason,dropOffReason,dropOffPage,livemode,createdAt,expiresAt,completedAt\r\n';

export function DescribesRole(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'readRole', summary: 'Reads what the caller may do on the console' }),
    ApiResponse({ status: 200, type: RoleResponse, description: 'The role.' }),
    ApiProblems(BEHIND_A_KEY),
  );
}

export function DescribesStatistics(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'readStatistics',
      summary: 'Counts the verifications that were created in a time span',
    }),
    DescribesSpan(),
    ApiResponse({ status: 200, type: StatisticsResponse, description: 'The counts.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}

export function DescribesStatisticsOverTime(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'readStatisticsOverTime',
      summary: 'Counts the verifications of a time span for each hour or day',
      description: 'Hours and days are in UTC. A span has at most 1,000 of them.',
    }),
    DescribesSpan(),
    ApiQuery({
      name: 'bucket',
      description: 'The length of a bucket.',
      schema: { type: 'string', enum: ['hour', 'day'], example: 'hour' },
    }),
    ApiResponse({ status: 200, type: StatisticsOverTimeResponse, description: 'The counts of each bucket.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}

export function DescribesHealth(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'readHealth',
      summary: 'Returns the health of the module',
      description:
        'Never calls the vendor. A database that is not available is part of the report and no error.',
    }),
    ApiResponse({ status: 200, type: HealthResponse, description: 'The health report.' }),
    ApiProblems(BEHIND_A_KEY),
  );
}

export function DescribesDeliveries(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'listDeliveries',
      summary: 'Lists outcomes that were not delivered',
      description: '`PENDING` deliveries are retried; `DEAD_LETTERED` ones have no attempts left.',
    }),
    ApiQuery({
      name: 'state',
      required: false,
      description: 'The state of the deliveries.',
      schema: {
        type: 'string',
        enum: ['PENDING', 'DEAD_LETTERED'],
        default: 'DEAD_LETTERED',
        example: 'DEAD_LETTERED',
      },
    }),
    DescribesPage(),
    ApiResponse({ status: 200, type: DeliveryPageResponse, description: 'A page of deliveries.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}

export function DescribesErasures(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'listErasures',
      summary: 'Lists the receipts of erasures',
      description: 'The latest first. A receipt does not tell whose verification was erased.',
    }),
    DescribesPage(),
    ApiResponse({ status: 200, type: ErasurePageResponse, description: 'A page of receipts.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}

export function DescribesExport(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'exportVerifications',
      summary: 'Exports verifications as CSV, newest first',
      description:
        'All that the filter selects, as a stream. A text that begins like a formula is escaped with an apostrophe.',
    }),
    DescribesFilter(),
    ApiProduces('text/csv'),
    ApiResponse({
      status: 200,
      description: 'The verifications, with a line of column names.',
      content: { 'text/csv': { schema: { type: 'string', example: CSV_EXAMPLE } } },
    }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}

export function DescribesRedelivery(): MethodDecorator {
  const schema = bodySchema({ merchantBizId: INITIALIZE_PARAMETERS.merchantBizId });
  return applyDecorators(
    ApiOperation({
      operationId: 'redeliver',
      summary: 'Redelivers undelivered outcomes',
      description:
        'With all attempts. Delivered outcomes are not delivered again: 404 for a verification without an undelivered outcome.',
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
            description: 'One handler; all handlers of the verification if it is absent.',
            example: 'approve-onboarding',
          },
          reason: {
            type: 'string',
            description: 'The operator’s reason, part of the history: one line.',
            maxLength: LONGEST_REASON,
            example: 'ticket 4711',
          },
        },
      },
    }),
    ApiResponse({ status: 204, description: 'The outcomes are pending.' }),
    ApiProblems([...BEHIND_A_KEY_TO_CHANGE, ...WITH_A_BODY, 'not_found'], CONSOLE_PROBLEMS),
  );
}

function DescribesSpan(): MethodDecorator {
  const time = (example: string) => ({ type: 'string', format: 'date-time', example });
  return applyDecorators(
    ApiQuery({
      name: 'from',
      required: false,
      description: 'The start of the span; a day before its end if it is absent.',
      schema: time('2026-06-01T00:00:00Z'),
    }),
    ApiQuery({
      name: 'before',
      required: false,
      description: 'The end of the span, exclusive; now if it is absent.',
      schema: time('2026-06-02T00:00:00Z'),
    }),
  );
}
