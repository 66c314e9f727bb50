import { applyDecorators } from '@nestjs/common';
import { ApiResponse, type SchemaObject } from '@nestjs/swagger';
import {
  PROBLEMS,
  typeOf,
  type ApplicationProblem,
  type ProblemCode,
} from '../problems/application-problems.js';
import { problem } from '../problems/problem.js';
import { SCHEMA_NAMES, schemaReference } from './schema-reference.js';

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds to wait before the next try; there with every `code` after which waiting helps.',
    schema: { type: 'integer' as const, minimum: 1, example: 1 },
  },
};

/** What is said of a problem. */
type Described = readonly [code: string, problem: Omit<ApplicationProblem, 'detail'>];

/**
 * Every error response of a route, by the codes that it can have: one response for each of their statuses.
 *
 * @param own problems of the host's own that the route can have
 * @publicApi
 */
export function ApiProblems(
  codes: Iterable<ProblemCode>,
  own: Readonly<Record<string, ApplicationProblem>> = {},
): MethodDecorator {
  const all = [...[...new Set(codes)].map((code) => [code, PROBLEMS[code]] as const), ...Object.entries(own)];
  const byStatus = new Map<number, Described[]>();
  for (const [code, problem] of all) {
    byStatus.set(problem.httpStatus, [...(byStatus.get(problem.httpStatus) ?? []), [code, problem]]);
  }
  return applyDecorators(...[...byStatus].map(([status, ofStatus]) => problemResponse(status, ofStatus)));
}

function problemResponse(status: number, problems: readonly Described[]): MethodDecorator {
  return ApiResponse({
    status,
    description: problems.map(([code, { title }]) => `\`${code}\`: ${title}.`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: problemWith(
          status,
          problems.map(([code]) => code),
        ),
        examples: Object.fromEntries(
          problems.map(([code, problem]) => [
            code,
            { summary: problem.title, value: exampleOf(code, problem) },
          ]),
        ),
      },
    },
    ...(problems.some(([, { retryable }]) => retryable) && { headers: RETRY_AFTER }),
  });
}

function exampleOf(code: string, { httpStatus, title, retryable }: Described[1]) {
  return {
    ...problem(typeOf(code), httpStatus, code, title, `${title}.`),
    instance: 'urn:id-verification:request:2f1c7d0e-7d2b-4f3c-9a51-6f0f6f1f2b3c',
    ...(retryable && { retryAfterMs: 1_000 }),
  };
}

/** A problem with one of these codes, so that a generated client knows them one by one. */
function problemWith(status: number, codes: readonly string[]): SchemaObject {
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
