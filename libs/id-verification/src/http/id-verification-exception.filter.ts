import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { toProblemDetails } from './problem-details.js';

/**
 * Responds to {@link IdVerificationError}s with `application/problem+json`, on Express and on Fastify. For hosts that want
 * it: `app.useGlobalFilters(new IdVerificationExceptionFilter(app.get(HttpAdapterHost)))`, or as `APP_FILTER`.
 *
 * @publicApi
 */
@Catch(IdVerificationError)
export class IdVerificationExceptionFilter implements ExceptionFilter<IdVerificationError> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: IdVerificationError, context: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const response: unknown = context.switchToHttp().getResponse();
    if (httpAdapter.isHeadersSent(response)) return;
    if (error.retryable) {
      // Whole seconds, rounded up: a client that comes back too early would be refused again.
      httpAdapter.setHeader(
        response,
        'Retry-After',
        String(Math.ceil((error.retryAfterMs ?? 1_000) / 1_000)),
      );
    }
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    httpAdapter.reply(response, toProblemDetails(error), error.httpStatus);
  }
}
