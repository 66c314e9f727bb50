import type { ApplicationProblem } from 'nestjs-id-verification-http';

/**
 * Problems of the console, beside those of every route.
 *
 * @publicApi
 */
export const CONSOLE_PROBLEMS = {
  operator_needed: {
    httpStatus: 403,
    retryable: false,
    title: 'The role operator is needed',
    detail: 'A viewer may only read. Ask an operator to do it.',
  },
} as const satisfies Record<string, ApplicationProblem>;
