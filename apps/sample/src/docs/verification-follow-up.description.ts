import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ErasureReceiptAnswer } from '../verifications/erasure-receipt.answer.js';
import { VerificationAnswer } from '../verifications/verification.answer.js';
import { ApiProblems } from './api-problems.decorator.js';
import { MERCHANT_BIZ_ID } from './merchant-biz-id.parameter.js';
import { BEHIND_A_KEY, OF_A_VENDOR_CALL } from './route-problems.js';

/** As it goes over the wire; its data is a `VerificationAnswer`. */
const STATUS_EVENT =
  'event: status\ndata: {"merchantBizId":"e0c34a77f5ac40a5aa5e6ed20c35d3a1","status":"PENDING","createdAt":"2026-01-31T10:00:00.000Z"}\n\n';

export function DescribesCheck(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'checkVerification',
      summary: 'Asks the vendor now',
      description:
        'For a client that says it is done. A person who has not finished is no error; the vendor is asked at most once in two seconds.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiResponse({ status: 200, type: VerificationAnswer, description: 'As the vendor sees it.' }),
    ApiProblems([...BEHIND_A_KEY, ...OF_A_VENDOR_CALL, 'not_found']),
  );
}

export function DescribesEvents(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'followVerification',
      summary: 'Follows a verification',
      description:
        'Server-sent events named `status`, each with a `VerificationAnswer` as JSON: one at once, one with every change of status. The stream ends after a status that is final; one that ends earlier is to be opened again. Read it with `fetch`, so that the key stays in a header.',
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

export function DescribesErasure(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'eraseVerification',
      summary: 'Erases a verification, here and at the vendor',
      description: 'Repeated, it gives the same receipt.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiQuery({
      name: 'force',
      required: false,
      description: 'Ends a verification that is open, as expired, before it is erased.',
      schema: { type: 'boolean', default: false, example: false },
    }),
    ApiResponse({ status: 200, type: ErasureReceiptAnswer, description: 'The receipt.' }),
    ApiProblems([...BEHIND_A_KEY, 'invalid_request', 'not_found', 'verification_open']),
  );
}
