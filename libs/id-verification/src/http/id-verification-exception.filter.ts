import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { throwError } from 'rxjs';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { toProblemDetails } from './problem-details.js';

/**
 * Responds to {@link IdVerificationError}s with `application/problem+json`, on Express and on Fastify. Register it with
 * `app.useGlobalFilters(new IdVerificationExceptionFilter(app.get(HttpAdapterHost)))`, or as `APP_FILTER`.
 *
 * Outside HTTP it leaves the response to the transport: a message pattern fails with the problem, a WebSocket gets it
 * as the event `exception`, and GraphQL as the `extensions` of the error.
 *
 * @publicApi
 */
@Catch(IdVerificationError)
export class IdVerificationExceptionFilter implements ExceptionFilter<IdVerificationError> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: IdVerificationError, context: ArgumentsHost): unknown {
    const problem = { ...toProblemDetails(error), message: error.message };
    switch (context.getType<string>()) {
      case 'http':
        return this.respond(error, context);
      case 'rpc':
        return throwError(() => problem);
      case 'ws': {
        const client: { emit?(event: string, data: unknown): void } = context.switchToWs().getClient();
        return client.emit?.('exception', problem);
      }
      case 'graphql':
        // Every GraphQL server on graphql-js sends what an error has under this name, `code` being its convention.
        throw Object.assign(error, { extensions: toProblemDetails(error) });
      default:
        throw error;
    }
  }

  private respond(error: IdVerificationError, context: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const response: unknown = context.switchToHttp().getResponse();
    if (httpAdapter.isHeadersSent(response)) return;
    if (error.retryable) {
      // Whole seconds, rounded up, so that a client does not retry too early.
      httpAdapter.setHeader(
        response,
        'Retry-After',
        String(Math.ceil((error.retryAfterMs ?? 1_000) / 1_000)),
      );
    }
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
    httpAdapter.reply(response, toProblemDetails(error), error.httpStatus);
  }
}
