import type { SchemaObject } from '@nestjs/swagger';
import { ERROR_CODES } from 'nestjs-id-verification';

const FIELD_ERROR: SchemaObject = {
  type: 'object',
  required: ['field', 'rule', 'message'],
  properties: {
    field: { type: 'string', example: 'sceneCode' },
    rule: { type: 'string', example: 'maxLength' },
    message: { type: 'string', example: 'sceneCode must be at most 10 characters long' },
  },
};

/** Every error answer, after RFC 9457. */
export const PROBLEM_SCHEMA: SchemaObject = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri', example: 'urn:id-verification:problem:invalid_request' },
    title: { type: 'string', example: ERROR_CODES.invalid_request.title },
    status: { type: 'integer', example: 400 },
    detail: { type: 'string' },
    code: {
      type: 'string',
      description: `What happened, for programs. The library’s codes: ${Object.keys(ERROR_CODES).join(', ')}.`,
      example: 'invalid_request',
    },
    requestId: { type: 'string', description: 'The vendor’s RequestId, where it gave one.' },
    retryAfterMs: { type: 'integer', description: 'How long to wait before the next try, in milliseconds.' },
    errors: { type: 'array', description: 'Each broken rule of the request.', items: FIELD_ERROR },
  },
};
