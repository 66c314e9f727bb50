import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from 'nestjs-id-verification-http';

export function DescribesMetrics(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'readMetrics',
      summary: 'Returns the metrics of this replica for Prometheus',
      description: 'For the private network only; the proxy does not forward it.',
      security: [],
    }),
    ApiProduces('text/plain'),
    ApiResponse({
      status: 200,
      description: 'All metrics, in Prometheus’s text format.',
      schema: {
        type: 'string',
        example: 'id_verification_database_up{id_verification_instance="default"} 1',
      },
    }),
    ApiProblems(['internal_error']),
  );
}
