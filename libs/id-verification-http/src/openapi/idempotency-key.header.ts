import type { ApiHeaderOptions } from '@nestjs/swagger';

/**
 * The header that a start accepts in place of `merchantBizId`.
 *
 * @publicApi
 */
export const IDEMPOTENCY_KEY_HEADER = {
  name: 'Idempotency-Key',
  required: false,
  description:
    'Stands for `merchantBizId`: a valid one for itself, any other for an id of this API key. Both given must be the same.',
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    pattern: '^[\\x21-\\x7e]+$',
    example: 'order-4711',
  },
} satisfies ApiHeaderOptions;
