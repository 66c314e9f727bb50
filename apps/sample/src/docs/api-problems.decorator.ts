import { applyDecorators } from '@nestjs/common';
import { ApiResponse, type SchemaObject } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../problems/application-problems.js';
import { SCHEMA_NAMES, schemaReference } from './schema-reference.js';

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds to wait before the next try; there with every `code` after which waiting helps.',
    schema: { type: 'integer' as const, minimum: 1, example: 1 },
  },
};

/** Every error response of a route, by the codes that it can have: one response for each of their statuses. */
export function ApiProblems(codes: Iterable<ProblemCode>): MethodDecorator {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const { httpStatus } = PROBLEMS[code];
    byStatus.set(httpStatus, [...(byStatus.get(httpStatus) ?? []), code]);
  }
  return applyDecorators(...[...byStatus].map(([status, ofStatus]) => problemResponse(status, ofStatus)));
}

function problemResponse(status: number, codes: readonly ProblemCode[]): MethodDecorator {
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join('\n\n'),
    content: { 'application/problem+json': { schema: problemWith(status, codes) } },
    ...(codes.some((code) => PROBLEMS[code].retryable) && { headers: RETRY_AFTER }),
  });
}

/** A problem with one of these codes, so that a generated client knows them one by one. */
function problemWith(status: number, codes: readonly ProblemCode[]): SchemaObject {
  return {
    allOf: [
      schemaReference(SCHEMA_NAMES.problem),
      {
        type: 'object',
        properties: {
          status: { type: 'integer', enum: [status] },
          code: { type: 'string', enum: [...codes] },
        },
      },
    ],
  };
}
