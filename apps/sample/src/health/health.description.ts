import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from 'nestjs-id-verification-http';

export function DescribesHealth(): ClassDecorator {
  return ApiTags('health');
}

export function DescribesLiveness(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'isAlive',
      summary: 'Reports whether the process works at all',
      description: 'Depends on nothing outside of the process; a restart would help if not.',
      security: [],
    }),
    HealthResponse('It does.'),
    ApiProblems(['internal_error']),
  );
}

export function DescribesReadiness(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'isReady',
      summary: 'Reports whether requests can be served now',
      security: [],
    }),
    HealthResponse('They can.'),
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
        status: { type: 'string', enum: ['ok'], description: 'How it is as a whole.', example: 'ok' },
        info: { ...indicators, description: 'What works, by name.' },
        error: { ...indicators, description: 'What does not.', example: {} },
        details: { ...indicators, description: 'Both.' },
      },
    },
  });
}
