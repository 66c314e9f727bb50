import { ApiResponse } from '@nestjs/swagger';
import { SCHEMA_NAMES, schemaReference } from './schema-reference.js';

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds to wait before the next try.',
    schema: { type: 'integer' as const },
  },
};

/** An error answer of a route. */
export function ApiProblem(
  status: number,
  description: string,
  { retryAfter = false } = {},
): MethodDecorator & ClassDecorator {
  return ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: schemaReference(SCHEMA_NAMES.problem) } },
    ...(retryAfter && { headers: RETRY_AFTER }),
  });
}
