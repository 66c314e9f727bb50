import type { ApplicationProblem } from 'nestjs-id-verification-http';

/**
 * Problems of invitations, beside those of every route.
 *
 * @publicApi
 */
export const INVITATION_PROBLEMS = {
  invitation_not_found: {
    httpStatus: 404,
    retryable: false,
    title: 'This code is not known',
    detail: 'It was withdrawn, or is long over.',
  },
  invitation_used: {
    httpStatus: 410,
    retryable: false,
    title: 'This code was used',
    detail: 'It works for one device, and for five attempts at the most. Request a new one.',
  },
  invitation_expired: {
    httpStatus: 410,
    retryable: false,
    title: 'This code is too old',
    detail: 'It works for ten minutes. Request a new one.',
  },
} as const satisfies Record<string, ApplicationProblem>;
