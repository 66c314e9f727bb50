import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { describeException } from './describe-exception.js';
import { problemByStatus } from './problem-by-status.js';
import { ProblemException } from './problem.exception.js';
import { PROBLEM_CONTENT_TYPE } from './problem.js';
import { statusOf } from './status-of.js';

/** Responds to everything that is not the library's error with a problem, and logs what is an internal error. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  constructor(private readonly host: HttpAdapterHost) {}

  catch(exception: unknown, context: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const response: unknown = context.switchToHttp().getResponse();
    const body =
      exception instanceof ProblemException ? exception.problem : problemByStatus(statusOf(exception));
    if (body.status === 500) this.logger.error(describeException(exception));
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return;
    }
    if (body.status === 429 || body.status === 503) {
      httpAdapter.setHeader(response, 'Retry-After', String(Math.ceil((body.retryAfterMs ?? 1_000) / 1_000)));
    }
    httpAdapter.setHeader(response, 'Content-Type', PROBLEM_CONTENT_TYPE);
    httpAdapter.reply(response, body, body.status);
  }
}
