import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS } from 'nestjs-id-verification';
import { ErasureReceiptAnswer } from '../verifications/erasure-receipt.answer.js';
import { VerificationAnswer } from '../verifications/verification.answer.js';
import { ApiProblem } from './api-problem.decorator.js';

const MERCHANT_BIZ_ID = { name: 'merchantBizId', example: INITIALIZE_PARAMETERS.merchantBizId.example };

export function DescribesCheck(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: 'Asks the vendor now',
      description:
        'For a client that says it is done. A person who has not finished is no error; the vendor is asked at most once in two seconds.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiResponse({ status: 200, type: VerificationAnswer, description: 'As the vendor sees it.' }),
    ApiProblem(404, 'There is no such verification.'),
    ApiProblem(429, 'The vendor’s calls per second are used up.', { retryAfter: true }),
    ApiProblem(502, 'The vendor refuses this application; its operator must look into the log.'),
    ApiProblem(503, 'The vendor or the database is not available.', { retryAfter: true }),
  );
}

export function DescribesEvents(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: 'Follows a verification',
      description:
        'Server-sent events named `status`, each with the verification as JSON: one at once, one with every change of status. The stream ends after a status that is final; one that ends earlier is to be opened again. Read it with `fetch`, so that the key stays in a header.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiProduces('text/event-stream'),
    ApiResponse({
      status: 200,
      description: 'The events.',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }),
    ApiProblem(404, 'There is no such verification.'),
  );
}

export function DescribesErasure(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: 'Erases a verification, here and at the vendor',
      description: 'Repeated, it gives the same receipt.',
    }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiQuery({
      name: 'force',
      required: false,
      description: 'Ends a verification that is open, as expired, before it is erased.',
      schema: { type: 'boolean', default: false },
    }),
    ApiResponse({ status: 200, type: ErasureReceiptAnswer, description: 'The receipt.' }),
    ApiProblem(400, 'A parameter breaks a rule, see `errors`.'),
    ApiProblem(404, 'There is no such verification.'),
    ApiProblem(409, 'The verification has not ended.'),
  );
}
