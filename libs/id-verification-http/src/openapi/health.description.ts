import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from './api-problems.decorator.js';
import { WITHOUT_VERSION } from './without-version.js';

/**
 * A controller of probes, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesHealth(): ClassDecorator {
  return ApiTags('health');
}

/**
 * The liveness probe, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesLiveness(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'isAlive',
      summary: 'Liveness probe',
      description: 'Independent of the database and the vendor.',
      security: [],
      servers: WITHOUT_VERSION,
    }),
    HealthResponse('The process responds.'),
    ApiProblems(['internal_error']),
  );
}

/**
 * The readiness probe, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesReadiness(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'isReady',
      summary: 'Readiness probe',
      security: [],
      servers: WITHOUT_VERSION,
    }),
    HealthResponse('The process can serve requests.'),
    ApiProblems(['internal_error', 'not_ready']),
  );
}

function HealthResponse(description: string): MethodDecorator {
  const indicators = {
    type: 'object' as const,
    additionalProperties: true,
    example: { database: { status: 'up' } },
  };
  return ApiResponse({
    status: 200,
    description,
    schema: {
      type: 'object',
      required: ['status'],
      properties: {
        status: { type: 'string', enum: ['ok'], description: 'The overall status.', example: 'ok' },
        info: { ...indicators, description: 'The healthy checks, by name.' },
        error: { ...indicators, description: 'The failed checks, by name.', example: {} },
        details: { ...indicators, description: 'All checks, by name.' },
      },
    },
  });
}
