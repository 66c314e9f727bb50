import { OutgoingMessage } from 'node:http';
import { Catch, Logger, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  IdVerificationError,
  IdVerificationExceptionFilter,
  toProblemDetails,
  type ProblemDetails,
} from 'nestjs-id-verification';
import { AllowedMethodsService } from './allowed-methods.service.js';
import { applicationProblem } from './application-problems.js';
import { describeException } from './describe-exception.js';
import { problemByStatus } from './problem-by-status.js';
import { ProblemException } from './problem.exception.js';
import { PROBLEM_HEADERS } from './problem.js';
import { statusOf } from './status-of.js';

/** Responds to every error with a problem, and logs what is an internal error. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');
  private readonly elsewhere: IdVerificationExceptionFilter['catch'];

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly allowedMethods: AllowedMethodsService,
  ) {
    const library = new IdVerificationExceptionFilter(host);
    this.elsewhere = library.catch.bind(library);
  }

  catch(exception: unknown, context: ArgumentsHost): unknown {
    if (context.getType() === 'http') return this.respond(exception, context);
    if (exception instanceof IdVerificationError) return this.elsewhere(exception, context);
    throw exception;
  }

  private respond(exception: unknown, context: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const response: unknown = context.switchToHttp().getResponse();
    const { method, allowed } = this.otherMethods(exception, context);
    const body = allowed.length > 0 ? applicationProblem('method_not_allowed') : problemIn(exception);
    if (body.status === 500) this.logger.error(describeException(exception));
    if (httpAdapter.isHeadersSent(response)) {
      if (!(exception instanceof IdVerificationError)) httpAdapter.end(response);
      return;
    }
    if (allowed.length > 0 && method === 'OPTIONS') {
      httpAdapter.setHeader(response, 'Allow', [...allowed, method].join(', '));
      httpAdapter.reply(response, '', 204);
      return;
    }
    if (allowed.length > 0) httpAdapter.setHeader(response, 'Allow', allowed.join(', '));
    if (isPassing(exception, body)) {
      // Whole seconds, rounded up, so that a client does not retry too early.
      httpAdapter.setHeader(response, 'Retry-After', String(Math.ceil((body.retryAfterMs ?? 1_000) / 1_000)));
    }
    for (const [name, value] of Object.entries(PROBLEM_HEADERS)) {
      httpAdapter.setHeader(response, name, value);
    }
    httpAdapter.reply(response, { ...body, instance: instanceOf(response) }, body.status);
  }

  /** The methods that a route has for this path, where none has the method of the request. */
  private otherMethods(exception: unknown, context: ArgumentsHost) {
    const { httpAdapter } = this.host;
    const request: unknown = context.switchToHttp().getRequest();
    const method = String(httpAdapter.getRequestMethod(request));
    if (!(exception instanceof NotFoundException)) return { method, allowed: [] };
    const [path = ''] = String(httpAdapter.getRequestUrl(request)).split('?');
    const allowed = this.allowedMethods.of(path);
    return { method, allowed: allowed.includes(method) ? [] : allowed };
  }
}

function problemIn(exception: unknown): ProblemDetails {
  if (exception instanceof IdVerificationError) return toProblemDetails(exception);
  return exception instanceof ProblemException ? exception.problem : problemByStatus(statusOf(exception));
}

/** Whether the same request may succeed after a while. */
function isPassing(exception: unknown, { status }: ProblemDetails): boolean {
  if (exception instanceof IdVerificationError) return exception.retryable;
  return status === 429 || status === 503;
}

/**
 * Names this occurrence of a problem by the id of its request, which the response has as `X-Request-Id` and the log
 * has too; undefined where nothing gives requests ids.
 */
function instanceOf(response: unknown): string | undefined {
  const raw =
    typeof response === 'object' && response !== null && 'raw' in response ? response.raw : response;
  const id = raw instanceof OutgoingMessage ? raw.getHeader('X-Request-Id') : undefined;
  return typeof id === 'string' ? `urn:id-verification:request:${id}` : undefined;
}
