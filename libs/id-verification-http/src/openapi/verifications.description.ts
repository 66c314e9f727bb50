import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { PAGE_LIMIT, VERIFICATION_REASONS, VERIFICATION_STATUSES } from 'nestjs-id-verification';
import { CreatedVerificationResponse } from '../verifications/created-verification.response.js';
import { VerificationPageResponse } from '../verifications/verification-page.response.js';
import { VerificationResponse } from '../verifications/verification.response.js';
import { ApiProblems } from './api-problems.decorator.js';
import { CURSOR_EXAMPLE } from '../verifications/cursor-example.js';
import { IDEMPOTENCY_KEY_HEADER } from './idempotency-key.header.js';
import { LOCATION } from './location.header.js';
import { MERCHANT_BIZ_ID } from './merchant-biz-id.parameter.js';
import { BEHIND_A_KEY, BEHIND_A_KEY_TO_CHANGE, OF_AN_INITIALIZE, WITH_A_BODY } from './route-problems.js';
import { SCHEMA_NAMES, schemaReference } from './schema-reference.js';

/**
 * A controller whose routes need an API key, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesRoutes(tag: string): ClassDecorator {
  return applyDecorators(ApiTags(tag), ApiBearerAuth('bearer'), ApiSecurity('api-key'));
}

/**
 * What a route of the host's own that initializes a verification says in other words.
 *
 * @publicApi
 */
export interface StartDescription {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** The name of the body's schema in the document. */
  readonly body: string;
  /** The class of the response. */
  readonly type: Type<unknown>;
  /** What was created. */
  readonly created: string;
}

const START: StartDescription = {
  operationId: 'startVerification',
  summary: 'Initializes a verification',
  description:
    '`merchantBizId` is the idempotency key: a repeated request gets the same response. Requests are limited for each API key and for each user.',
  body: SCHEMA_NAMES.start,
  type: CreatedVerificationResponse,
  created: 'The verification was initialized.',
};

/**
 * The route that initializes a verification, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesStart({ body, type, created, ...operation } = START): MethodDecorator {
  return applyDecorators(
    ApiOperation(operation),
    ApiHeader(IDEMPOTENCY_KEY_HEADER),
    ApiBody({ required: true, schema: schemaReference(body) }),
    ApiResponse({ status: 201, type, description: created, headers: LOCATION }),
    ApiResponse({ status: 200, type, description: 'The replayed response to a repeated request.' }),
    ApiProblems([...BEHIND_A_KEY_TO_CHANGE, ...WITH_A_BODY, ...OF_AN_INITIALIZE]),
  );
}

/**
 * The route that reads a verification, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesReading(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'readVerification', summary: 'Reads a verification' }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiResponse({ status: 200, type: VerificationResponse, description: 'The verification.' }),
    ApiProblems([...BEHIND_A_KEY, 'not_found']),
  );
}

/**
 * The route that lists verifications, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesList(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'listVerifications', summary: 'Lists verifications, newest first' }),
    DescribesFilter(),
    DescribesPage(),
    ApiResponse({ status: 200, type: VerificationPageResponse, description: 'A page of verifications.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}

/**
 * The size and the position of a page, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesPage(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'The page size.',
      schema: { type: 'integer', ...PAGE_LIMIT, example: 50 },
    }),
    textParameter('cursor', 'The `nextCursor` of the previous page.', CURSOR_EXAMPLE),
  );
}

/**
 * The filter of a list, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesFilter(): MethodDecorator {
  return applyDecorators(
    listParameter('status', VERIFICATION_STATUSES, ['FAILED', 'EXPIRED']),
    listParameter('reason', VERIFICATION_REASONS, ['liveness_risk', 'device_risk']),
    textParameter('transactionId', 'Filters by the vendor’s id of the flow.', 'hksb7ba1b28130d24e015d'),
    textParameter('productCode', 'Filters by the vendor’s product.', 'FACE_LIVENESS'),
    textParameter('tenant', 'Filters by the tenant whose account it was initialized with.', 'acme'),
    textParameter('merchantUserId', 'Filters by the caller’s id of the user.', 'customer-1'),
    textParameter(
      'createdFrom',
      'Filters by creation at this time or later.',
      '2026-06-01T00:00:00Z',
      'date-time',
    ),
    textParameter(
      'createdBefore',
      'Filters by creation before this time.',
      '2026-06-02T00:00:00Z',
      'date-time',
    ),
  );
}

/** An optional text. */
function textParameter(
  name: string,
  description: string,
  example: string,
  format?: 'date-time',
): MethodDecorator {
  const schema = { type: 'string', ...(format && { format }), example } as const;
  return ApiQuery({ name, required: false, description, schema });
}

/** A filter by one or several values, separated by commas. */
function listParameter(name: string, values: readonly string[], example: readonly string[]): MethodDecorator {
  return ApiQuery({
    name,
    required: false,
    description: `Filters by ${name}: one, or several separated by commas.`,
    style: 'form',
    explode: false,
    schema: {
      type: 'array',
      items: { type: 'string', enum: [...values] },
      minItems: 1,
      example: [...example],
    },
  });
}
