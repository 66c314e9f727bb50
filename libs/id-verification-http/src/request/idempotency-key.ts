import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { IdVerificationValidationError, INITIALIZE_PARAMETERS } from 'nestjs-id-verification';
import { rawRequest } from './raw-request.js';
import { callerOf } from './caller.js';

const IDEMPOTENCY_KEY = 'Idempotency-Key';

const VISIBLE = /^[\x21-\x7e]{1,255}$/;
const { characters, maxLength } = INITIALIZE_PARAMETERS.merchantBizId;

/**
 * Injects the MerchantBizId that the header `Idempotency-Key` stands for; undefined without the header.
 *
 * @publicApi
 */
export const IdempotentId = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request: unknown = context.switchToHttp().getRequest();
  return idempotentId(rawRequest(request).headersDistinct['idempotency-key'] ?? [], callerOf(request) ?? '');
});

/**
 * A valid MerchantBizId stands for itself. Any other key is hashed with the name of the API key: two callers may use
 * the same one.
 *
 * @throws IdVerificationValidationError for a key that is repeated or has other than 1 to 255 visible characters
 */
export function idempotentId(values: readonly string[], caller: string): string | undefined {
  const [key, ...more] = values;
  if (key === undefined) return undefined;
  if (more.length > 0 || !VISIBLE.test(key)) {
    throw refused('isIdempotencyKey', 'must be one value of 1 to 255 visible characters');
  }
  if (key.length <= maxLength && characters.pattern.test(key)) return key;
  return createHash('sha256').update(`${caller}\n${key}`).digest('hex').slice(0, 32);
}

/**
 * The body with the id of the header. @throws IdVerificationValidationError where both are given and differ
 *
 * @publicApi
 */
export function withIdempotentId<Body extends { readonly merchantBizId?: string }>(
  body: Body,
  id: string | undefined,
): Body {
  if (id === undefined) return body;
  if (body.merchantBizId !== undefined && body.merchantBizId !== id) {
    throw refused(
      'equalsMerchantBizId',
      'must be the merchantBizId of the body, or one of the two be absent',
    );
  }
  return { ...body, merchantBizId: id };
}

function refused(rule: string, text: string): IdVerificationValidationError {
  return new IdVerificationValidationError([
    { field: IDEMPOTENCY_KEY, rule, message: `${IDEMPOTENCY_KEY} ${text}` },
  ]);
}
