import type { SchemaObject } from '@nestjs/swagger';
import { problemType } from 'nestjs-id-verification';
import { PROBLEMS } from '../problems/application-problems.js';

const FIELD_ERROR: SchemaObject = {
  type: 'object',
  required: ['field', 'rule', 'message'],
  properties: {
    field: { type: 'string', description: 'As the caller names it.', example: 'sceneCode' },
    rule: { type: 'string', description: 'The rule’s name.', example: 'maxLength' },
    message: {
      type: 'string',
      description: 'What the rule requires; never the value that broke it.',
      example: 'sceneCode must be at most 10 characters long',
    },
  },
};

const PROBLEM_SCHEMA: SchemaObject = {
  type: 'object',
  description: 'What went wrong, after RFC 9457.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      description: 'The kind of problem; the same for every occurrence.',
      example: problemType('invalid_request'),
    },
    title: {
      type: 'string',
      description: 'One line for a reader.',
      example: PROBLEMS.invalid_request.title,
    },
    status: { type: 'integer', description: 'The response’s HTTP status.', example: 400 },
    detail: {
      type: 'string',
      description: 'What happened this time, for a developer.',
      example: 'sceneCode must be at most 10 characters long',
    },
    instance: {
      type: 'string',
      format: 'uri',
      description: 'This occurrence, by the response’s `X-Request-Id`.',
      example: 'urn:id-verification:request:2f1c7d0e-7d2b-4f3c-9a51-6f0f6f1f2b3c',
    },
    code: {
      type: 'string',
      description: 'What happened, for programs. Codes may be added, and are never renamed.',
      example: 'invalid_request',
    },
    requestId: {
      type: 'string',
      description: 'The vendor’s RequestId, where it gave one.',
      example: '4EB35A87-46EF-1E0B-9D31-2B3E5C1B1A2C',
    },
    retryAfterMs: {
      type: 'integer',
      minimum: 0,
      description: 'How long to wait before the next try, in milliseconds.',
      example: 2500,
    },
    errors: { type: 'array', description: 'Each broken rule of the request.', items: FIELD_ERROR },
  },
};

/**
 * Every error response, after RFC 9457.
 *
 * @param ownCodes codes of the host's own problems
 * @publicApi
 */
export function problemSchema(ownCodes: readonly string[] = []): SchemaObject {
  const { properties = {} } = PROBLEM_SCHEMA;
  const code = { ...properties['code'], enum: [...Object.keys(PROBLEMS), ...ownCodes] };
  return { ...PROBLEM_SCHEMA, properties: { ...properties, code } };
}
