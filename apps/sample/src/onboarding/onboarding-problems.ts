import type { ApplicationProblem } from 'nestjs-id-verification-http';

/** Problems of onboardings, beside those of every route. */
export const ONBOARDING_PROBLEMS = {
  onboarding_not_found: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no such onboarding',
    detail: 'Check the onboardingId.',
  },
} as const satisfies Record<string, ApplicationProblem>;
