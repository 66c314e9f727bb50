import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS, VERIFICATION_STATUSES } from 'nestjs-id-verification';
import { StartedVerificationAnswer } from '../verifications/started-verification.answer.js';
import { VerificationPageAnswer } from '../verifications/verification-page.answer.js';
import { VerificationAnswer } from '../verifications/verification.answer.js';
import { ApiProblem } from './api-problem.decorator.js';
import { SCHEMA_NAMES, schemaReference } from './schema-reference.js';

export function DescribesVerifications(): ClassDecorator {
  return applyDecorators(
    ApiTags('verifications'),
    ApiBearerAuth('bearer'),
    ApiSecurity('api-key'),
    ApiProblem(401, 'No API key, or one that is not known.'),
    ApiProblem(503, 'The database cannot be reached.', { retryAfter: true }),
  );
}

export function DescribesStart(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: 'Starts a verification',
      description: '`merchantBizId` is the idempotency key: the same request again gives the same answer.',
    }),
    ApiBody({ required: true, schema: schemaReference(SCHEMA_NAMES.start) }),
    ApiResponse({ status: 201, type: StartedVerificationAnswer, description: 'Started.' }),
    ApiResponse({
      status: 200,
      type: StartedVerificationAnswer,
      description: 'Started before; the same answer again.',
    }),
    ApiProblem(400, 'A field breaks a rule, see `errors`; or the body is not valid JSON.'),
    ApiProblem(409, 'The `merchantBizId` was used with other parameters, or its verification has ended.'),
    ApiProblem(413, 'The body is larger than 64 kB.'),
    ApiProblem(415, 'The body is not called JSON.'),
    ApiProblem(429, 'The vendor’s calls per second are used up.', { retryAfter: true }),
    ApiProblem(502, 'The vendor refuses this application; its operator must look into the log.'),
    ApiProblem(503, 'The vendor or the database is not available.', { retryAfter: true }),
  );
}

export function DescribesReading(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: 'Reads a verification' }),
    ApiParam({ name: 'merchantBizId', example: INITIALIZE_PARAMETERS.merchantBizId.example }),
    ApiResponse({ status: 200, type: VerificationAnswer, description: 'As it stands on record.' }),
    ApiProblem(404, 'There is no such verification.'),
  );
}

export function DescribesList(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: 'Lists verifications, newest first' }),
    ApiQuery({ name: 'status', required: false, enum: VERIFICATION_STATUSES }),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      description: 'The `nextCursor` of the page before.',
      type: String,
    }),
    ApiResponse({ status: 200, type: VerificationPageAnswer, description: 'One page.' }),
    ApiProblem(400, 'A parameter breaks a rule, see `errors`.'),
  );
}
