import { HttpException } from '@nestjs/common';
import type { ProblemDetails } from 'nestjs-id-verification';

/**
 * A refusal of the application's own, with the problem that is its response.
 *
 * @publicApi
 */
export class ProblemException extends HttpException {
  constructor(readonly problem: ProblemDetails) {
    super(problem.detail, problem.status);
  }
}
