import { IdVerificationError, IdVerificationValidationError } from 'nestjs-id-verification';

/** The library's error that something ended with. */
export async function failureOf(attempt: Promise<unknown>): Promise<IdVerificationError> {
  const outcome: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (outcome instanceof IdVerificationError) return outcome;
  throw new Error('it did not end with an error of the library', { cause: outcome });
}

/** The rules that something was refused by. */
export async function brokenRulesOf(
  attempt: Promise<unknown>,
): Promise<IdVerificationValidationError['errors']> {
  const error = await failureOf(attempt);
  if (error instanceof IdVerificationValidationError) return error.errors;
  throw error;
}
