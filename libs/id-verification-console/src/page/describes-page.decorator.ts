import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';

/** A page for a browser, which needs no key. */
export function DescribesPage(operationId: string, summary: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary, security: [] }),
    ApiResponse({
      status: 200,
      description: 'The page.',
      content: { 'text/html': { schema: { type: 'string' } } },
    }),
  );
}
