import { Catch, Logger, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ProblemDetails } from 'nestjs-id-verification';
import { AllowedMethodsService } from './allowed-methods.service.js';
import { applicationProblem } from './application-problems.js';
import { describeException } from './describe-exception.js';
import { problemByStatus } from './problem-by-status.js';
import { ProblemException } from './problem.exception.js';
import { PROBLEM_CONTENT_TYPE } from './problem.js';
import { statusOf } from './status-of.js';

/** Responds to everything that is not the library's error with a problem, and logs what is an internal error. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly allowedMethods: AllowedMethodsService,
  ) {}

  catch(exception: unknown, context: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const response: unknown = context.switchToHttp().getResponse();
    const allowed = this.otherMethods(exception, context);
    const body = allowed.length > 0 ? applicationProblem('method_not_allowed') : problemIn(exception);
    if (body.status === 500) this.logger.error(describeException(exception));
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return;
    }
    if (body.status === 429 || body.status === 503) {
      httpAdapter.setHeader(response, 'Retry-After', String(Math.ceil((body.retryAfterMs ?? 1_000) / 1_000)));
    }
    if (allowed.length > 0) httpAdapter.setHeader(response, 'Allow', allowed.join(', '));
    httpAdapter.setHeader(response, 'Content-Type', PROBLEM_CONTENT_TYPE);
    httpAdapter.reply(response, body, body.status);
  }

  /** The methods that a route has for this path, where none has the method of the request. */
  private otherMethods(exception: unknown, context: ArgumentsHost): readonly string[] {
    if (!(exception instanceof NotFoundException)) return [];
    const { httpAdapter } = this.host;
    const request: unknown = context.switchToHttp().getRequest();
    const [path = ''] = String(httpAdapter.getRequestUrl(request)).split('?');
    const allowed = this.allowedMethods.of(path);
    return allowed.includes(String(httpAdapter.getRequestMethod(request))) ? [] : allowed;
  }
}

function problemIn(exception: unknown): ProblemDetails {
  return exception instanceof ProblemException ? exception.problem : problemByStatus(statusOf(exception));
}
