import { applyDecorators } from '@nestjs/common';
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
import { VERIFICATION_STATUSES } from 'nestjs-id-verification';
import {
  CreatedVerificationResponse,
  VerificationPageResponse,
  VerificationResponse,
  ApiProblems,
  CURSOR_EXAMPLE,
  IDEMPOTENCY_KEY_HEADER,
  LOCATION,
  MERCHANT_BIZ_ID,
  BEHIND_A_KEY,
  OF_A_VENDOR_CALL,
  WITH_A_BODY,
  SCHEMA_NAMES,
  schemaReference,
} from 'nestjs-id-verification-http';

export function DescribesVerifications(): ClassDecorator {
  return applyDecorators(ApiTags('verifications'), ApiBearerAuth('bearer'), ApiSecurity('api-key'));
}

export function DescribesStart(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'startVerification',
      summary: 'Initializes a verification',
      description:
        '`merchantBizId` is the idempotency key: a repeated request gets the same response. Requests are limited for each API key and for each user.',
    }),
    ApiHeader(IDEMPOTENCY_KEY_HEADER),
    ApiBody({ required: true, schema: schemaReference(SCHEMA_NAMES.start) }),
    ApiResponse({
      status: 201,
      type: CreatedVerificationResponse,
      description: 'The verification was initialized.',
      headers: LOCATION,
    }),
    ApiResponse({
      status: 200,
      type: CreatedVerificationResponse,
      description: 'The replayed response to a repeated request.',
    }),
    ApiProblems([
      ...BEHIND_A_KEY,
      ...WITH_A_BODY,
      ...OF_A_VENDOR_CALL,
      'parameters_refused',
      'parameters_conflict',
      'verification_ended',
    ]),
  );
}

export function DescribesReading(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'readVerification', summary: 'Reads a verification' }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiResponse({ status: 200, type: VerificationResponse, description: 'The verification.' }),
    ApiProblems([...BEHIND_A_KEY, 'not_found']),
  );
}

export function DescribesList(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'listVerifications', summary: 'Lists verifications, newest first' }),
    ApiQuery({
      name: 'status',
      required: false,
      description: 'Filters by status.',
      schema: { type: 'string', enum: [...VERIFICATION_STATUSES], example: 'PASSED' },
    }),
    ApiQuery({
      name: 'merchantUserId',
      required: false,
      description: 'Filters by the caller’s id of the user.',
      schema: { type: 'string', example: 'customer-1' },
    }),
    ApiQuery({
      name: 'createdFrom',
      required: false,
      description: 'Filters by creation at this time or later.',
      schema: { type: 'string', format: 'date-time', example: '2026-06-01T00:00:00Z' },
    }),
    ApiQuery({
      name: 'createdBefore',
      required: false,
      description: 'Filters by creation before this time.',
      schema: { type: 'string', format: 'date-time', example: '2026-06-02T00:00:00Z' },
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'The page size.',
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20, example: 50 },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      description: 'The `nextCursor` of the previous page.',
      schema: { type: 'string', example: CURSOR_EXAMPLE },
    }),
    ApiResponse({ status: 200, type: VerificationPageResponse, description: 'A page of verifications.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request']),
  );
}
