import { applicationProblem } from './application-problems.js';
import { ProblemException } from './problem.exception.js';

/**
 * A caller has done as much as one may for now.
 *
 * @publicApi
 */
export class TooManyRequestsException extends ProblemException {
  /** @param retryAfterMs until the limit lets the next one through, in milliseconds */
  constructor(retryAfterMs: number) {
    super({ ...applicationProblem('too_many_requests'), retryAfterMs });
  }
}
