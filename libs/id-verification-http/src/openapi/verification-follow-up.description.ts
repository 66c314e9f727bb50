import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ErasureReceiptResponse } from '../verifications/erasure-receipt.response.js';
import { VerificationHistoryResponse } from '../verifications/verification-history.response.js';
import { VerificationResponse } from '../verifications/verification.response.js';
import { ApiProblems } from './api-problems.decorator.js';
import { MERCHANT_BIZ_ID } from './merchant-biz-id.parameter.js';
import { BEHIND_A_KEY, BEHIND_A_KEY_TO_CHANGE, OF_A_VENDOR_CALL, WITH_A_BODY } from './route-problems.js';

/** As it goes over the wire; its data is a `VerificationResponse`. */
const STATUS_EVENT =
  'event: status\ndata: {"merchantBizId":"e0c34a77f5ac40a5aa5e6ed20c35d3a1","status":"PENDING","createdAt":"2026-01-31T10:00:00.000Z"}\n\n';

/**
 * The route that checks a verification now, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesCheck(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'checkVerification',
      summary: 'Checks a verification at the vendor now',
      description:
        'For a client that reports that the user has finished. An unfinished user is not an error; the vendor is called at most once in two seconds.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiResponse({
      status: 200,
      type: VerificationResponse,
      description: 'The verification after the check.',
    }),
    ApiProblems([...BEHIND_A_KEY_TO_CHANGE, ...OF_A_VENDOR_CALL, 'not_found']),
  );
}

/**
 * The route that cancels a verification, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesCancellation(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'cancelVerification',
      summary: 'Cancels a pending verification',
      description:
        'Ends it as expired with the reason `canceled`, without a vendor call. Idempotent. The vendor’s page stays open, but its result is ignored.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiResponse({ status: 200, type: VerificationResponse, description: 'Canceled.' }),
    ApiProblems([...BEHIND_A_KEY_TO_CHANGE, 'not_found', 'initialize_in_progress', 'verification_ended']),
  );
}

/**
 * The route that replaces the metadata of a verification, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesMetadataUpdate(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'updateVerification',
      summary: 'Replaces the metadata of a verification',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiBody({
      required: true,
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['metadata'],
        properties: {
          metadata: {
            type: 'object',
            description:
              'Up to 50 texts of up to 500 characters, under names of up to 40 letters, digits, `_`, `.` and `-`. Nothing personal belongs here.',
            additionalProperties: { type: 'string', maxLength: 500 },
            maxProperties: 50,
            example: { order: '4711' },
          },
        },
      },
    }),
    ApiResponse({ status: 200, type: VerificationResponse, description: 'The updated verification.' }),
    ApiProblems([...BEHIND_A_KEY_TO_CHANGE, ...WITH_A_BODY, 'not_found']),
  );
}

/**
 * The route that tells the history of a verification, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesHistory(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'readVerificationHistory',
      summary: 'Tells what happened to a verification, oldest first',
      description:
        'Initialize, callbacks, checks, the end, deliveries, evidence and erasure, with the vendor’s request ids and who did what. Of an erased or purged verification it is what operators did, and its erasure.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiResponse({ status: 200, type: VerificationHistoryResponse, description: 'The events.' }),
    ApiProblems([...BEHIND_A_KEY, 'not_found']),
  );
}

/**
 * The route that streams a verification, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesEvents(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'followVerification',
      summary: 'Streams the changes of a verification',
      description:
        'Server-sent events named `status`, each with a `VerificationResponse` as JSON: one at once, and one for each change of status. The stream ends after a final status; reconnect if it ends earlier. Read it with `fetch`, so that the key stays in a header.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiProduces('text/event-stream'),
    ApiResponse({
      status: 200,
      description: 'The events.',
      content: { 'text/event-stream': { schema: { type: 'string', example: STATUS_EVENT } } },
    }),
    ApiProblems([...BEHIND_A_KEY, 'not_found']),
  );
}

/**
 * The route that erases a verification, in OpenAPI.
 *
 * @publicApi
 */
export function DescribesErasure(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'eraseVerification',
      summary: 'Erases a verification from the database and at the vendor',
      description: 'A repeated request gets the same receipt.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiQuery({
      name: 'force',
      required: false,
      description: 'Ends an open verification as expired before it is erased.',
      schema: { type: 'boolean', default: false, example: false },
    }),
    ApiResponse({ status: 200, type: ErasureReceiptResponse, description: 'The receipt.' }),
    ApiProblems([...BEHIND_A_KEY_TO_CHANGE, 'invalid_request', 'not_found', 'verification_open']),
  );
}
