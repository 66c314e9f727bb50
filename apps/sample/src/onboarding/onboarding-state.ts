/**
 * Where an onboarding stands. `WAITING` for its verification; then once and for ever `APPROVED` when the user
 * passed, `DECLINED` when the user failed, `LAPSED` when there was no verdict in time.
 */
export const ONBOARDING_STATES = ['WAITING', 'APPROVED', 'DECLINED', 'LAPSED'] as const;

export type OnboardingState = (typeof ONBOARDING_STATES)[number];
