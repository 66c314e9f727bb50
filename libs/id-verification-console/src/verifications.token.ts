/** Injects the `IdVerificationService` whose verifications a module shows. */
export const VERIFICATIONS = Symbol('VERIFICATIONS');
